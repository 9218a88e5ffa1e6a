package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestPostgres;

class RowStoreIT extends RowStoreContract {
  @Override
  TestPostgres server() {
    return TestPostgres.shared();
  }
}
