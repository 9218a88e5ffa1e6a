package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestPostgres;

class RowStorePostgres15IT extends RowStoreContract {
  @Override
  TestPostgres server() {
    return TestPostgres.version15();
  }
}
