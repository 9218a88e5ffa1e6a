package dev.infill.deploy.jdbc;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on each of the servers. */
@ParameterizedClass
@EnumSource(RowServer.class)
class RowStoreIT extends RowStoreContract {}
