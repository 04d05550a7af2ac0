package dev.weir.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.memory.InMemoryMetricStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/// Drives the page in a real browser, over a real server.
final class PageIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir Path profile;

    private final InMemoryMetricStore store =
            new InMemoryMetricStore(Retention.DEFAULT, CLOCK::millis);
    private @Nullable Api opened;
    private @Nullable ChromeDriver driver;

    @BeforeEach
    void fill() {
        boolean present = Files.isExecutable(CHROMIUM) && Files.isExecutable(CHROMEDRIVER);
        if (!present && "true".equals(System.getenv("CI"))) {
            fail("CI needs " + CHROMIUM + " and " + CHROMEDRIVER);
        }
        assumeTrue(present, "there is no " + CHROMIUM + " with " + CHROMEDRIVER);
        long now = Tier.SECOND.windowStart(CLOCK.millis());
        TestData.fill(store, "shop.example", now - 1_200_000, now, 1);
        TestData.fill(store, "bank.example", now - 60_000, now, 2);
        store.writeSignals(TestData.signals("shop.example", now));
    }

    private void start(QueryConfig config, boolean dark) throws Exception {
        opened = new Api(config, store, CLOCK);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en",
                "--window-size=1360,1250",
                "--user-data-dir=" + profile);
        if (dark) {
            options.addArguments("--force-dark-mode", "--blink-settings=preferredColorScheme=0");
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver =
                new ChromeDriver(
                        new ChromeDriverService.Builder()
                                .usingDriverExecutable(CHROMEDRIVER.toFile())
                                .build(),
                        options);
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.quit();
        }
        if (opened != null) {
            opened.close();
        }
    }

    private Api api() {
        return Objects.requireNonNull(opened);
    }

    private ChromeDriver browser() {
        return Objects.requireNonNull(driver);
    }

    private void await(String what, int seconds, BooleanSupplier condition) {
        new WebDriverWait(browser(), Duration.ofSeconds(seconds), Duration.ofMillis(50))
                .withMessage(what)
                .until(d -> condition.getAsBoolean());
    }

    private void load(String fragment) {
        browser().get(api().uri("/" + fragment).toString());
    }

    /// Points of a line of a chart that have a value.
    private long points(String chart, int line) {
        Object count =
                browser()
                        .executeScript(
                                "const c = Chart.getChart('chart-"
                                        + chart
                                        + "'); return c ? c.data.datasets["
                                        + line
                                        + "].data.filter(p => p.y !== null).length : 0");
        return count instanceof Long number ? number : 0;
    }

    private double valueAt(String chart, long time) {
        Object value =
                browser()
                        .executeScript(
                                "const p = Chart.getChart('chart-"
                                        + chart
                                        + "').data.datasets[0].data.find(p => p.x === "
                                        + time
                                        + "); return p && p.y !== null ? p.y : -1");
        return value instanceof Number number ? number.doubleValue() : -1;
    }

    private String text(String id) {
        return browser().findElement(By.id(id)).getText();
    }

    private String state() {
        return String.valueOf(browser().findElement(By.id("state")).getAttribute("data-state"));
    }

    private void screenshot(String name) throws IOException {
        Path target = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(target.resolve(name + ".png"), browser().getScreenshotAs(OutputType.BYTES));
    }

    private void assertConsoleIsQuiet() {
        List<String> entries =
                browser().manage().logs().get(LogType.BROWSER).getAll().stream()
                        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                        .map(LogEntry::getMessage)
                        .toList();
        assertEquals(List.of(), entries);
    }

    private void publish(long start, int requests) {
        Rollup rollup = TestData.rollup(new SplittableRandom(start), requests);
        api().live
                .published(
                        List.of(
                                TestData.write(
                                        store, "shop.example", Tier.SECOND, start, 0, rollup)));
    }

    @Test
    void chartsShowTheStoreAndMoveWithIt() throws Exception {
        start(QueryConfig.DEFAULT, false);
        load("#customer=shop.example&range=5m");
        await("charts have data", 15, () -> points("requests", 0) > 200);
        for (String chart : List.of("bytes", "hits", "latency")) {
            assertTrue(points(chart, 0) > 150, chart);
        }
        assertTrue(points("status", 3) > 150);
        await("it is live", 10, () -> state().equals("live"));

        long start = Tier.SECOND.windowStart(CLOCK.millis());
        long published = System.nanoTime();
        publish(start, 123);
        await("the update is drawn", 5, () -> valueAt("requests", start) == 123);
        long millis = (System.nanoTime() - published) / 1_000_000;
        assertTrue(millis < 2_000, "the update took " + millis + " ms");

        await("signals are listed", 10, () -> text("signals").contains("Request flood"));
        await("the summary is there", 10, () -> !text("sum-requests").equals("–"));
        for (String id : List.of("sum-bytes", "sum-hits", "sum-p99", "sum-clients", "sum-fresh")) {
            assertFalse(text(id).equals("–"), id);
        }
        screenshot("live-light");
        browser().executeScript("scrollTo(0, document.body.scrollHeight)");
        screenshot("signals-light");
        assertConsoleIsQuiet();
    }

    @Test
    void hostileTextIsShownAsText() throws Exception {
        start(QueryConfig.DEFAULT, true);
        load("#customer=shop.example&range=1h");
        await("signals are listed", 15, () -> text("signals").contains("Cross-site scripting"));

        assertTrue(text("signals").contains(TestData.HOSTILE), text("signals"));
        assertTrue(text("signals").contains("<b>203.0.113.9</b>"));
        assertTrue(text("signals").contains("\\u202e"));
        assertEquals(0, browser().findElements(By.cssSelector("#signals img, #signals b")).size());
        assertEquals("Weir", browser().getTitle());
        await("charts have data", 10, () -> points("requests", 0) > 50);
        screenshot("hour-dark");
        assertConsoleIsQuiet();
    }

    @Test
    void aNarrowScreenNeedsNoSidewaysScrolling() throws Exception {
        start(QueryConfig.DEFAULT, false);
        browser().manage().window().setSize(new Dimension(500, 900));
        load("#customer=shop.example&range=5m");
        await("charts have data", 15, () -> points("requests", 0) > 200);

        Object overflow =
                browser().executeScript("return document.documentElement.scrollWidth - innerWidth");
        assertTrue(overflow instanceof Long pixels && pixels <= 0, "by " + overflow);
        screenshot("phone");
    }

    @Test
    void theRangeIsChosenWithTheKeyboard() throws Exception {
        start(QueryConfig.DEFAULT, false);
        load("");
        await("charts have data", 15, () -> points("requests", 0) > 20);
        browser().findElement(By.id("customer")).sendKeys("shop");
        await("the customer changes", 10, () -> points("requests", 0) > 200);
        browser().findElement(By.cssSelector("input[value='5m']")).sendKeys(Keys.ARROW_RIGHT);
        await(
                "the hour is shown",
                10,
                () ->
                        String.valueOf(browser().getCurrentUrl()).contains("range=1h")
                                && state().equals("polling"));
        assertTrue(String.valueOf(browser().getCurrentUrl()).contains("customer=shop.example"));
    }

    @Test
    void aKeyIsAskedForAndKeptOutOfAddresses() throws Exception {
        start(QueryConfig.DEFAULT.withKeys(Api.KEYS), false);
        load("");
        await("a key is asked for", 10, () -> browser().findElement(By.id("login")).isDisplayed());
        browser().findElement(By.id("token")).sendKeys("wrong", Keys.ENTER);
        await("it is refused", 10, () -> text("refused").contains("not known"));
        screenshot("login");
        browser().findElement(By.id("token")).sendKeys(Api.OPERATOR, Keys.ENTER);
        await("charts have data", 15, () -> points("requests", 0) > 20);
        await("it is live", 10, () -> state().equals("live"));
        Object addresses =
                browser()
                        .executeScript(
                                "return performance.getEntriesByType('resource').map(e => e.name).join()");
        assertFalse(String.valueOf(addresses).contains(Api.OPERATOR));
        assertFalse(String.valueOf(browser().getCurrentUrl()).contains(Api.OPERATOR));
    }

    @Test
    void aServerThatGoesAwayIsSaidAndFoundAgain() throws Exception {
        start(QueryConfig.DEFAULT, false);
        load("#customer=shop.example&range=5m");
        await("it is live", 15, () -> state().equals("live"));
        int port = api().server.port();
        api().close();
        await("the loss is said", 20, () -> state().equals("lost"));
        LiveUpdates updates = new LiveUpdates();
        try (var again =
                new QueryServer(
                        QueryConfig.DEFAULT.withListen("127.0.0.1", port),
                        store,
                        updates,
                        new PrometheusRegistry(),
                        CLOCK)) {
            again.start();
            await("it is live again", 40, () -> List.of("live", "stale").contains(state()));
        }
    }
}
