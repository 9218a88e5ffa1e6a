package example;

import dev.infill.common.transform.ColumnTransform;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The domain of an address in ASCII, which SQL can't give: {@code a@bücher.example} is at {@code
 * xn--bcher-kva.example}. NULL where there is no address; an address without a domain is an error.
 */
public final class EmailDomain implements ColumnTransform {
  @Override
  public String name() {
    return "email-domain";
  }

  @Override
  public List<Optional<String>> values(List<List<Optional<String>>> rows) {
    return rows.stream().map(row -> row.getFirst().map(EmailDomain::domain)).toList();
  }

  private static String domain(String email) {
    int at = email.lastIndexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("no domain in " + email);
    }
    return IDN.toASCII(email.substring(at + 1)).toLowerCase(Locale.ROOT);
  }
}
