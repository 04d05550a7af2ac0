package dev.weir.collector.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NginxParserTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private List<NginxDirective> read(String text) throws Exception {
        return NginxParser.read(new NginxConf(directory).write("nginx.conf", text));
    }

    private String refusal(String text) {
        return String.valueOf(
                        assertThrows(ConfigurationException.class, () -> read(text)).getMessage())
                .replace(directory + "/", "");
    }

    static Stream<Arguments> words() {
        return Stream.of(
                arguments("a b c;", List.of("b", "c")),
                arguments("a  b\t# c;\n c;", List.of("b", "c")),
                arguments("a 'b c' \"d ; } # e\";", List.of("b c", "d ; } # e")),
                arguments("a 'it\\'s' \"\\\"q\\\"\" \\\\;", List.of("it's", "\"q\"", "\\")),
                arguments("a b#c x'y'z;", List.of("b#c", "x'y'z")),
                arguments("a '\\t\\x';", List.of("\t\\x")),
                arguments("a ${b}c $d{}", List.of("${b}c", "$d")),
                arguments("a b\\ c d\\;e;", List.of("b\\ c", "d\\;e")),
                arguments("a ~^/x$ (b);", List.of("~^/x$", "(b)")),
                arguments("a '';", List.of("")),
                arguments("a \"line\nbreak\";", List.of("line\nbreak")));
    }

    @ParameterizedTest
    @MethodSource("words")
    void wordsReadAsInNginx(String text, List<String> words) throws Exception {
        assertEquals(words, read(text).getFirst().arguments());
    }

    @Test
    void directivesKnowTheirLines() throws Exception {
        List<NginxDirective> read =
                read(
                        """
                        # one
                        a 'x
                        y';
                        b {

                          c;
                          content_by_lua_block {
                            s = "}" -- }
                            t = {1, [[}]]}
                          }
                          d
                          1;
                        }
                        e;
                        """);
        assertEquals(
                List.of("a 2", "b 4", "c 6", "content_by_lua_block 7", "d 11", "e 14"),
                read.stream()
                        .flatMap(d -> Stream.concat(Stream.of(d), d.children().stream()))
                        .map(d -> d.name() + " " + d.line())
                        .toList());
    }

    @Test
    void includedFilesStandInPlaceAndRelativeToTheMainFile() throws Exception {
        var conf = new NginxConf(directory);
        conf.write("conf.d/b.conf", "b; include sub/c.conf;");
        conf.write("conf.d/a.conf", "a;");
        conf.write("conf.d/.hidden.conf", "hidden;");
        conf.write("conf.d/a.conf.old", "old;");
        conf.write("sub/c.conf", "c;");
        Files.createSymbolicLink(directory.resolve("conf.d/z.conf"), Path.of("../sub/c.conf"));
        assertEquals(
                List.of("first", "a", "b", "c", "c", "last"),
                read("first; include conf.d/*.conf; include none/*.conf; last;").stream()
                        .map(NginxDirective::name)
                        .toList());
        assertEquals(
                List.of("a", "c"),
                read("include " + directory + "/[cx]onf.d/[!bz]?conf; include s?b/[a-c].conf;")
                        .stream()
                        .map(NginxDirective::name)
                        .toList());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("a;\nb", "2: b does not end with a semicolon"),
                arguments("a {\nb;", "1: the { of a has no }"),
                arguments("a; }", "1: there is a } without its {"),
                arguments("\n;", "2: a directive is missing before this sign"),
                arguments("a 'x;", "1: a quote begins here and does not end"),
                arguments("a 'x'y;", "1: there is text right behind a quote: y"),
                arguments("a }", "1: a does not end with a semicolon"),
                arguments("\ninclude gone.conf;", "2: gone.conf: there is no such file"),
                arguments("include a b;", "1: include takes one file or pattern"),
                arguments("x_by_lua_block { {", "1: a block of Lua begins here"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoConfigurationIsRefusedWithItsLine(String text, String complaint) {
        assertTrue(refusal(text).startsWith("nginx.conf:" + complaint), refusal(text));
    }

    @Test
    void aCycleOfIncludesIsRefused() throws Exception {
        var conf = new NginxConf(directory);
        conf.write("a.conf", "x;\ninclude b.conf;");
        conf.write("b.conf", "include a.con[f];");
        assertEquals(
                "b.conf:1: a.conf is included by a file that it includes itself",
                refusal("include a.conf;"));
        assertEquals(
                "nginx.conf:1: nginx.conf is included by a file that it includes itself",
                refusal("include nginx.conf;"));
    }

    @Test
    void aMissingMainFileIsRefused() {
        Path absent = directory.resolve("absent.conf");
        assertThrows(ConfigurationException.class, () -> NginxParser.read(absent));
    }
}
