package dev.weir.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.storage.influxdb.InfluxConfig;
import dev.weir.storage.postgresql.PostgresConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
    private static final String URL = "jdbc:postgresql://db.example:5433/metrics?sslmode=require";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static StoreSettings settings(String section) throws ConfigurationException {
        return StoreSettings.of(YamlMap.parse("weir.yaml", "store: " + section).map("store"));
    }

    private static StoreBackend parse(String section) throws ConfigurationException {
        return settings(section).backend();
    }

    private static PostgresConfig postgresql(String section) throws ConfigurationException {
        String store = "{backend: postgresql, postgresql: {" + section + "}}";
        return assertInstanceOf(StoreBackend.Postgresql.class, parse(store)).config();
    }

    private static String refused(String section) {
        return Refusal.of(() -> parse(section));
    }

    @Test
    void theStoreIsEmbeddedUnlessItIsSaid() throws Exception {
        assertEquals(new StoreBackend.Embedded(Optional.empty()), parse("{}"));
        assertEquals(
                new StoreBackend.Embedded(Optional.of(Path.of("/data/store"))),
                parse("{backend: embedded, directory: /data/store}"));
    }

    @Test
    void writesAtOnceAreForStoresThatOthersShare() throws Exception {
        String database = "backend: postgresql, postgresql: {url: '" + URL + "', user: weir}";
        assertEquals(1, settings("{}").writers());
        assertEquals(4, settings("{" + database + "}").writers());
        assertEquals(9, settings("{" + database + ", writers: 9}").writers());
        assertTrue(refused("{" + database + ", writers: 65}").contains("1"));
        assertEquals(
                "weir.yaml:1: store.writers needs a backend other than embedded, whose writes wait"
                        + " for each other",
                refused("{writers: 2}"));
    }

    @Test
    void everyKeyOfADatabaseArrives() throws Exception {
        PostgresConfig config = postgresql("url: '" + URL + "', user: weir, schema: edge, pool: 3");

        assertEquals(URL, config.url());
        assertEquals("weir", config.user());
        assertEquals("edge", config.schema());
        assertEquals(3, config.poolSize());
        assertEquals("metrics at db.example:5433", config.place());
    }

    private static InfluxConfig influxdb(String section) throws ConfigurationException {
        String store = "{backend: influxdb, influxdb: {" + section + "}}";
        return assertInstanceOf(StoreBackend.Influxdb.class, parse(store)).config();
    }

    @Test
    void everyKeyOfAnInfluxDbArrives() throws Exception {
        Path file = directory.resolve("token");
        Files.writeString(file, "t0ken\n");
        InfluxConfig config =
                influxdb(
                        "url: 'https://influx.example:8086', org: edge, database: metrics, token_file: "
                                + file
                                + ", connect_timeout: 2s, timeout: 1m");

        assertEquals("https://influx.example:8086", config.url());
        assertEquals("edge", config.org());
        assertEquals("metrics", config.database());
        assertEquals(Optional.of("t0ken"), config.token().read());
        assertEquals(Duration.ofSeconds(2), config.connectTimeout());
        assertEquals(Duration.ofMinutes(1), config.timeout());
        assertEquals("metrics at https://influx.example:8086", config.place());
        assertFalse(config.toString().contains("t0ken"), config.toString());
        Files.delete(file);
        assertEquals(
                "weir.yaml:1: store.influxdb.token_file is " + file + ", and there is no such file",
                assertThrows(IOException.class, () -> config.token().read()).getMessage());
    }

    @Test
    void whatIsNotSaidOfAnInfluxDbIsTheDefault() throws Exception {
        InfluxConfig config = influxdb("url: 'http://influx:8086/path', database: metrics");

        assertEquals("-", config.org());
        assertEquals(Duration.ofSeconds(5), config.connectTimeout());
        assertEquals(Duration.ofSeconds(30), config.timeout());
        assertEquals(
                Optional.ofNullable(System.getenv("WEIR_INFLUXDB_TOKEN")), config.token().read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://weir:s3cret@influx:8086",
                "http://influx:8086/?token=s3cret",
                "http://influx:8086?logLevel=BODY&token=s3cret",
                "http://influx:8086#s3cret",
                "http://s3cret@influx:8086",
                "influx:s3cret",
                "http://in flux/s3cret",
            })
    void aTokenInTheUrlIsRefusedAndNotRepeated(String url) {
        String message =
                refused("{backend: influxdb, influxdb: {url: '" + url + "', database: m}}");

        assertTrue(message.startsWith("weir.yaml:1: store.influxdb.url "), message);
        assertFalse(message.contains("s3cret"), message);
    }

    @Test
    void whatIsNotSaidOfADatabaseIsTheDefault() throws Exception {
        PostgresConfig config = postgresql("url: 'jdbc:postgresql://db/metrics', user: weir");

        assertEquals("weir", config.schema());
        assertEquals(8, config.poolSize());
        assertEquals(
                Optional.ofNullable(System.getenv("WEIR_POSTGRESQL_PASSWORD")),
                config.password().read());
    }

    @Test
    void thePasswordIsReadFromItsFileEachTime() throws Exception {
        Path file = directory.resolve("password");
        Files.writeString(file, "correct horse \n");
        PostgresConfig config =
                postgresql("url: '" + URL + "', user: weir, password_file: " + file);
        assertEquals(Optional.of("correct horse"), config.password().read());
        Files.writeString(file, "battery staple");
        assertEquals(Optional.of("battery staple"), config.password().read());
        assertFalse(config.toString().contains("battery"), config.toString());
    }

    @Test
    void aPasswordThatCannotBeReadIsSaidWithItsPlace() throws Exception {
        Path file = directory.resolve("password");
        PostgresConfig config =
                postgresql("url: '" + URL + "', user: weir, password_file: " + file);
        assertEquals(
                "weir.yaml:1: store.postgresql.password_file is "
                        + file
                        + ", and there is no such file",
                assertThrows(IOException.class, () -> config.password().read()).getMessage());
        Files.writeString(file, "\n");
        assertEquals(
                "weir.yaml:1: store.postgresql.password_file is "
                        + file
                        + ", and that file is empty",
                assertThrows(IOException.class, () -> config.password().read()).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{backend: mongodb}|store.backend is mongodb; allowed: embedded, postgresql, influxdb",
                "{backend: postgresql}|store.postgresql.url is missing: it must be jdbc:",
                "{postgresql: {url: x}}|store.postgresql needs backend: postgresql, and the backend is"
                        + " embedded",
                "{backend: postgresql, directory: d, postgresql: {url: 'jdbc:postgresql://h/d', user:"
                        + " u}}|store.directory needs backend: embedded, and the backend is postgresql",
                "{backend: postgresql, postgresql: {url: 'jdbc:postgresql://h/d'}}|store.postgresql.user is"
                        + " missing",
                "{backend: postgresql, postgresql: {url: 'postgres://h/d', user: u}}|store.postgresql.url"
                        + " must be jdbc:postgresql://host:port/database",
                "{backend: postgresql, postgresql: {url: 'jdbc:postgresql://h:x/d', user:"
                        + " u}}|store.postgresql.url is no URL",
                "{backend: postgresql, postgresql: {url: 'jdbc:postgresql://h/d', user: u, schema:"
                        + " No-Name}}|store.postgresql.schema is No-Name; allowed: up to 63",
                "{backend: postgresql, postgresql: {url: 'jdbc:postgresql://h/d', user: u, schema:"
                        + " pg_weir}}|store.postgresql.schema is pg_weir; allowed:",
                "{backend: postgresql, postgresql: {url: 'jdbc:postgresql://h/d', user: u, pool:"
                        + " 0}}|store.postgresql.pool is 0; allowed:",
                "{backend: influxdb}|store.influxdb.url is missing: it must be http://host:port",
                "{backend: influxdb, influxdb: {url: 'http://h'}}|store.influxdb.database is missing",
                "{influxdb: {url: x}}|store.influxdb needs backend: influxdb, and the backend is embedded",
                "{backend: influxdb, influxdb: {url: 'ftp://h', database: m}}|store.influxdb.url must be"
                        + " http://host:port or https://host:port",
                "{backend: influxdb, influxdb: {url: 'http:///x', database: m}}|store.influxdb.url has no"
                        + " host",
                "{backend: influxdb, influxdb: {url: 'http://h', database: 'a/b'}}|store.influxdb.database"
                        + " is a/b; allowed: up to 63 letters",
                "{backend: influxdb, influxdb: {url: 'http://h', database: m, timeout:"
                        + " 1h}}|store.influxdb.timeout is 1h; allowed: from 1ms to 10m",
                "{backend: influxdb, influxdb: {url: 'http://h', database: m, token:"
                        + " x}}|store.influxdb.token is not known; allowed here: url, org, database,"
                        + " token_file, connect_timeout, timeout",
                "{backend: postgresql, postgresql: {url: 'jdbc:postgresql://h/d', user: u, password:"
                        + " x}}|store.postgresql.password is not known; allowed here: url, user,"
                        + " password_file, schema, pool",
            })
    void whatCannotBeIsRefusedWithItsPlace(String section, String complaint) {
        Refusal.assertRefused(() -> parse(section), complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://weir:s3cret@db/metrics",
                "jdbc:postgresql://db/metrics?password=s3cret",
                "jdbc:postgresql://db/metrics?sslmode=require&PassWord=s3cret",
                "jdbc:postgresql://db/metrics?sslpassword=s3cret",
                "postgres://weir:s3cret@db/metrics",
            })
    void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
        String message =
                refused("{backend: postgresql, postgresql: {url: '" + url + "', user: u}}");

        assertTrue(message.startsWith("weir.yaml:1: store.postgresql.url "), message);
        assertFalse(message.contains("s3cret"), message);
    }
}
