package org.mailbay.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium with the console in it, in an operator's words. It waits for what it looks for, and keeps what the browser complains of. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LOADED =
            "const m = document.querySelector('main'); return !!m && !m.querySelector('.loading') && !!m.querySelector('h1');";

    private final ChromeDriver driver;
    private final String home;

    Browser(int port) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium").toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--lang=en-GB");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(program("chromedriver").toFile())
                        .build(),
                options);
        home = "http://127.0.0.1:" + port + "/admin";
        size(1280, 860);
    }

    /** Skips the tests, and says so, when there is no browser. */
    static void need() {
        assumeTrue(
                Files.isRegularFile(program("chromium")) && Files.isRegularFile(program("chromedriver")),
                "chromium and chromedriver are not installed, so nobody has looked at the console; .ci/run installs them");
    }

    /** A program on the path, or null. */
    private static Path program(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name);
            }
        }
        return Path.of("");
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void dark(boolean isDark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    void logIn(String name, String password) {
        driver.manage().deleteAllCookies();
        driver.get("about:blank");
        driver.get(home);
        type("Address", name);
        type("Password", password);
        press("Log in");
    }

    /** Opens a page by its address, such as {@code queue/17}, and waits for what is on it. */
    void go(String route) {
        run("location.hash = '#/" + route + "'");
        await("the page " + route, "return location.hash === '#/" + route + "'");
        await("what is on " + route, LOADED);
    }

    String heading() {
        return find(By.cssSelector("main h1")).getText();
    }

    /** What people can read on the page, dialogs and notices included. */
    String text() {
        return String.valueOf(run("return document.body.innerText"));
    }

    void awaitText(String text) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> text + " is not in:\n" + text())
                .until(_ -> text().contains(text));
    }

    void awaitNoText(String text) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> text + " is still in:\n" + text())
                .until(_ -> !text().contains(text));
    }

    /** Presses the button or follows the link of this name; of a dialog, when one is open. */
    void press(String name) {
        for (int attempt = 0; ; attempt++) {
            try {
                named(name).click();
                return;
            } catch (StaleElementReferenceException e) {
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    private WebElement named(String name) {
        String scope = run("return !!document.querySelector('dialog[open]')").equals(true) ? "//dialog" : "";
        String text = "[normalize-space()=\"" + name + "\" or @aria-label=\"" + name + "\"]";
        return find(By.xpath(scope + "//button" + text + "|" + scope + "//a" + text));
    }

    /** Fills in the field with this label. */
    void type(String label, String text) {
        WebElement field = field(label);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        field.sendKeys(text);
    }

    void attach(String label, Path file) {
        field(label).sendKeys(file.toAbsolutePath().toString());
    }

    void check(String label) {
        find(By.xpath("//label[normalize-space()=\"" + label + "\"]//input")).click();
    }

    private WebElement field(String label) {
        WebElement named = find(By.xpath("//label[starts-with(normalize-space(),\"" + label + "\")]"));
        String id = named.getDomAttribute("for");
        return id == null ? named.findElement(By.xpath(".//input|.//textarea")) : find(By.id(id));
    }

    boolean hasDialog() {
        return run("return !!document.querySelector('dialog[open]')").equals(true);
    }

    void awaitDialog(boolean isOpen) {
        await(isOpen ? "a dialog" : "no dialog", "return " + isOpen + " === !!document.querySelector('dialog[open]')");
    }

    WebElement find(By by) {
        return new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> by + " is not on the page:\n" + text())
                .until(_ -> driver.findElements(by).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    void await(String what, String script) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> what + " did not come:\n" + text())
                .until(_ -> Boolean.TRUE.equals(run(script)));
    }

    Object run(String script) {
        Object answer = ((JavascriptExecutor) driver).executeScript(script);
        return answer == null ? "" : answer;
    }

    /** Presses keys, wherever the focus is. */
    void keys(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** The name of what has the focus, as a screen reader would say it. */
    String focused() {
        return String.valueOf(
                run("const e = document.activeElement; return (e.getAttribute('aria-label') || e.innerText"
                        + " || e.labels?.[0]?.innerText || e.id || e.tagName).trim()"));
    }

    /** Tab, until something of this name has the focus. */
    void tabTo(String name) {
        for (int i = 0; i < 80; i++) {
            if (focused().equals(name)) {
                return;
            }
            keys(Keys.TAB);
        }
        throw new AssertionError(name + " cannot be reached by Tab; the focus is on " + focused());
    }

    /** What the browser complained of since it was asked last: errors, violations of the policy, files that are missing. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        driver.manage().logs().get(LogType.BROWSER).forEach(entry -> {
            // At the door the console asks whether there is a session; that there is none is no news.
            boolean isDoor = entry.getMessage().contains("/admin/v1/session - ")
                    && entry.getMessage().contains("401");
            if (entry.getLevel().intValue() >= Level.WARNING.intValue() && !isDoor) {
                complaints.add(entry.getMessage());
            }
        });
        return complaints;
    }

    /** What axe-core finds serious or critical about the page as it is. */
    List<String> barriers() throws IOException {
        if (!run("return typeof window.axe").equals("object")) {
            try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
                assertThat(script).as("axe-core").isNotNull();
                run(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        Object found = driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations"
                + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html + ' ' + n.any.map(a => a.message).join()).join(' | '))),"
                + " e => done(['axe: ' + e]))");
        List<String> barriers = new ArrayList<>();
        if (found instanceof List<?> list) {
            list.forEach(one -> barriers.add(String.valueOf(one)));
        }
        return barriers;
    }

    /** How far the page is wider than the window, in pixels. */
    long overflow() {
        return ((Number) run("return document.documentElement.scrollWidth - window.innerWidth")).longValue();
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
