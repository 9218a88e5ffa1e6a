package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestPostgres;

class SurveyPostgres15IT extends SurveyContract {
  @Override
  TestPostgres server() {
    return TestPostgres.version15();
  }
}
