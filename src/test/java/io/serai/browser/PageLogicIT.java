package io.serai.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the console's pages think, apart from how they look: its modules of pure logic, as they are in the
/// source, in a real browser and without a gateway.
class PageLogicIT {

    private static final Path SOURCE = Path.of("src/main/console");
    private static final String ORIGIN = "http://console.test/";

    private static Browser browser;
    private static Page page;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        page = browser.tab("about:blank");
        page.route(ORIGIN + "**", PageLogicIT::serve);
        page.navigate(ORIGIN);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void serve(Route route) {
        String path = URI.create(route.request().url()).getPath().substring(1);
        var answer = new Route.FulfillOptions().setContentType("text/html").setBody("");
        if (path.startsWith("lib/")) {
            answer.setContentType("text/javascript").setBody(text(SOURCE.resolve(path)));
        }
        route.fulfill(answer);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What an expression gives that may use everything the module exports, as JSON.
    private static String in(String module, String expression) {
        return (String)
                page.evaluate(
                        "async () => { const m = await import('/lib/%s'); return JSON.stringify(await (%s)); }"
                                .formatted(module, expression));
    }

    @Test
    void onlyWebAddressesAndPlacesOfTheConsoleBecomeLinks() {
        assertThat(
                        in(
                                "markdown.js",
                                "m.inline('[a](https://x.org) [b](#/flows)').map((p) => p.is)"))
                .isEqualTo("[\"link\",null,\"link\"]");

        assertThat(
                        in(
                                "markdown.js",
                                "m.inline('[a](javascript:alert) [b](data:text/html,x) [c](//x.org)')"))
                .doesNotContain("\"is\"")
                .contains("[a](javascript:alert)");
    }

    @Test
    void htmlInMarkdownStaysText() {
        assertThat(in("markdown.js", "m.blocks('<img src=x onerror=alert(1)>')"))
                .isEqualTo("[{\"is\":\"paragraph\",\"parts\":[\"<img src=x onerror=alert(1)>\"]}]");
    }

    @Test
    void markdownHasHeadingsListsAndCode() {
        String text = "# Tank\\nIt is **slow**\\n\\n- one\\n- `two`\\n  more\\n\\n```\\nx < y\\n";

        assertThat(in("markdown.js", "m.blocks('%s').map((b) => b.is)".formatted(text)))
                .isEqualTo("[\"heading\",\"paragraph\",\"list\",\"code\"]");
        assertThat(in("markdown.js", "m.blocks('%s')[2].items.length".formatted(text)))
                .isEqualTo("2");
        assertThat(in("markdown.js", "m.blocks('%s')[3].text".formatted(text)))
                .isEqualTo("\"x < y\\n\"");
    }

    @Test
    void picturesComeFromTheGatewayAlone() {
        String pictures =
                "['/www/plan.png', '/9j/4AAQ', '//x.org/a.png', 'https://x.org/a.png', 'x'].map(m.imageOf)";

        assertThat(in("widget.js", pictures))
                .isEqualTo(
                        "[\"/www/plan.png\",\"data:image/jpeg;base64,/9j/4AAQ\",null,null,null]");
    }

    @Test
    void whatIsWantedDiffersFromWhatIsReportedByMeaning() {
        assertThat(in("widget.js", "m.differs({ commanded: 40, value: '40.0' })"))
                .isEqualTo("false");
        assertThat(in("widget.js", "m.differs({ commanded: 'on', value: 'off' })"))
                .isEqualTo("true");
        assertThat(in("widget.js", "m.differs({ commanded: 40, value: null })")).isEqualTo("true");
        assertThat(in("widget.js", "m.differs({ value: 'off' })")).isEqualTo("false");
    }

    @Test
    void anEmptyTextIsNoNumber() {
        assertThat(in("widget.js", "['', ' ', '21.5', 'x', '1e3', null, 'Infinity'].map(m.figure)"))
                .isEqualTo("[null,null,21.5,null,1000,null,null]");
    }

    @Test
    void topicsMakeATreeWhoseLargeLevelsAreClosed() {
        String tree =
                "m.treeOf([['a/b', '1'], ['a', '2'], ['/c', '3']].map(([topic, payload]) => ({ topic, payload })))";

        assertThat(
                        in(
                                "topics.js",
                                "m.rowsOf(%s, () => true).rows.map((r) => [r.key, r.depth, r.topics])"
                                        .formatted(tree)))
                .isEqualTo("[[\"\",1,1],[\"/c\",2,1],[\"a\",1,2],[\"a/b\",2,1]]");
        assertThat(
                        in(
                                "topics.js",
                                "m.rowsOf(%s, () => false).rows.map((r) => r.key)".formatted(tree)))
                .isEqualTo("[\"\",\"a\"]");
    }

    @Test
    void rowsBeyondWhatCanBeDrawnAreCounted() {
        String values = "Array.from({ length: 700 }, (_, i) => ({ topic: 't' + i, payload: '' }))";

        assertThat(
                        in(
                                "topics.js",
                                "(({ rows, left }) => [rows.length, left])(m.rowsOf(m.treeOf(%s), () => true))"
                                        .formatted(values)))
                .isEqualTo("[600,100]");
    }

    @Test
    void equalStatesInARowAreOneBlockAndTheLastOneLasts() {
        String blocks =
                "m.blocksOf([[0, 'on'], [20, 'on'], [40, 'off'], [60, null], [80, 'on']], { from: 10, to: 100 })";

        assertThat(in("range.js", blocks + ".map((b) => [b.from, b.to, b.state])"))
                .isEqualTo("[[10,40,\"on\"],[40,60,\"off\"],[80,100,\"on\"]]");
    }

    @Test
    void whatChangesQuicklyIsSentOneByOneAndTheLastOneAlways() {
        String sent =
                """
                (async () => {
                  const sent = [];
                  let most = 0;
                  let now = 0;
                  let over;
                  const last = new Promise((done) => { over = done; });
                  const sender = new m.LastWins(async (value) => {
                    most = Math.max(most, ++now);
                    await null;
                    now--;
                    sent.push(value);
                    if (value === 59) over();
                  }, 1);
                  for (let i = 0; i < 60; i++) sender.push(i);
                  await last;
                  return [sent, most];
                })()
                """;

        assertThat(in("lastwins.js", sent)).isEqualTo("[[0,59],1]");
    }
}
