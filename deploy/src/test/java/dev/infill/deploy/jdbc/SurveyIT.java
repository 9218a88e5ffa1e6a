package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestPostgres;

class SurveyIT extends SurveyContract {
  @Override
  TestPostgres server() {
    return TestPostgres.shared();
  }
}
