package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server would not build is refused before anything is changed. */
@ParameterizedClass
@EnumSource(Server.class)
class SurveyOfIndexesIT extends OnSurvey {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "btree | concat(c, now()) | text_ops     |       | bad-index",
        "btree | lower(c))        | text_ops     |       | bad-index",
        "btree | (SELECT 1)       | text_ops     |       | bad-index",
        "btree | lower(c)         | int4_ops     |       | bad-index",
        "btree | lower(c)         | no_such_ops  |       | bad-index",
        "btree | lower(nothing)   | text_ops     |       | bad-index",
        "btree | lower(c)         | text_ops     | c = 1 | bad-index",
        "btree | lower(c)         | text_ops     | random() > 0.5 | bad-index",
        "gin   | lower(c)         | text_ops     |       | bad-index",
      })
  void anIndexTheServerWouldNotBuildIsRefused(
      String method, String expression, String operators, String where, String code)
      throws Exception {
    var index =
        new IndexSpec(
            "people_bad_idx",
            List.of(
                new IndexPart(
                    Optional.empty(),
                    Optional.of(expression),
                    false,
                    Optional.empty(),
                    Optional.of(operators))),
            List.of(),
            method,
            Optional.ofNullable(where),
            false,
            false,
            false);

    assertThat(errors(SpecMaker.people().index(index))).containsExactly(code);
    assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'people_bad_idx'"))
        .isZero();
  }
}
