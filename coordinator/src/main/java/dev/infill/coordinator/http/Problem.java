package dev.infill.coordinator.http;

import dev.infill.common.message.Finding;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.SpecProblem;
import java.util.List;
import java.util.Optional;

/**
 * Why a request was not done, as RFC 9457 has it.
 *
 * @param type always {@code about:blank}: the status says it
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what is wrong, for people
 * @param problems all that is wrong, one by one; empty where the detail says all
 */
public record Problem(String type, String title, int status, String detail, List<Item> problems) {
  public Problem {
    problems = List.copyOf(problems);
  }

  /**
   * One thing that is wrong.
   *
   * @param file the file as the operator named it
   * @param line counted from 1
   * @param field the path to the value
   * @param shard where it was found
   * @param code stable and documented
   * @param sentence what is wrong
   * @param advice what would do
   */
  public record Item(
      Optional<String> file,
      Optional<Integer> line,
      Optional<String> field,
      Optional<String> shard,
      Optional<String> code,
      String sentence,
      String advice) {

    static Item of(SpecProblem p) {
      return new Item(
          Optional.of(p.file()),
          p.line() > 0 ? Optional.of(p.line()) : Optional.empty(),
          p.field().isEmpty() ? Optional.empty() : Optional.of(p.field()),
          Optional.empty(),
          Optional.empty(),
          p.sentence(),
          p.advice());
    }

    static Item of(ShardId shard, Finding f) {
      return at(shard, f.code(), f.sentence(), f.advice());
    }

    static Item at(ShardId shard, String code, String sentence, String advice) {
      return new Item(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(shard.name()),
          Optional.of(code),
          sentence,
          advice);
    }
  }

  static Problem of(int status, String detail) {
    return of(status, detail, List.of());
  }

  static Problem of(int status, String detail, List<Item> problems) {
    return new Problem("about:blank", title(status), status, detail, problems);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
