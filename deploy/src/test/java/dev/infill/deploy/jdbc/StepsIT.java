package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestPostgres;

class StepsIT extends StepsContract {
  @Override
  TestPostgres server() {
    return TestPostgres.shared();
  }
}
