package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestPostgres;

class StepsPostgres15IT extends StepsContract {
  @Override
  TestPostgres server() {
    return TestPostgres.version15();
  }
}
