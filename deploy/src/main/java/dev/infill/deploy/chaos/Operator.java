package dev.infill.deploy.chaos;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks whichever coordinator answers, the one that did so last first. Any thread may ask. */
final class Operator implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration ORDER = Duration.ofSeconds(20);

  private final List<ApiClient> coordinators;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private volatile int last;
  private volatile String refusal = "";

  Operator(List<URI> coordinators) {
    this.coordinators = coordinators.stream().map(uri -> new ApiClient(uri, "")).toList();
  }

  /** What is asked of a coordinator. */
  interface Ask<T> {
    T of(ApiClient api) throws ApiException, InterruptedException;
  }

  /** A migration as it stands; empty when nobody knows it, or nobody answers for the moment. */
  Optional<MigrationStatus> status(String migration) throws InterruptedException {
    return ask(api -> api.migration(migration), LOOK).flatMap(found -> found);
  }

  /** Whether somebody answers and knows of so many workers. */
  boolean sees(int workers) throws InterruptedException {
    return ask(ApiClient::workers, LOOK).filter(known -> known.size() >= workers).isPresent();
  }

  /** Gives an order; says whether somebody took it. If not, {@link #refusal} tells why. */
  boolean order(Ask<Boolean> order) throws InterruptedException {
    return ask(order, ORDER).isPresent();
  }

  /** What was last answered to an order or a question that came to nothing. */
  String refusal() {
    return refusal;
  }

  private <T> Optional<T> ask(Ask<T> ask, Duration within) throws InterruptedException {
    int first = last;
    for (int i = 0; i < coordinators.size(); i++) {
      int number = (first + i) % coordinators.size();
      ApiClient api = coordinators.get(number);
      var call = calls.submit(() -> ask.of(api));
      try {
        T answer = call.get(within.toMillis(), TimeUnit.MILLISECONDS);
        last = number;
        return Optional.of(answer);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof ApiException)) {
          throw new IllegalStateException("a coordinator could not be asked", e.getCause());
        }
        refusal = String.valueOf(e.getCause().getMessage());
      } catch (TimeoutException e) {
        // It stands still; the next one may not.
        call.cancel(true);
        refusal = "no answer within " + within.toSeconds() + " s";
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    coordinators.forEach(ApiClient::close);
    calls.shutdownNow();
  }
}
