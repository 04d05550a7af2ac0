package dev.weir.benchmarks.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nl.basjes.parse.core.Field;
import nl.basjes.parse.core.Parser;
import nl.basjes.parse.core.exceptions.DissectionFailure;
import nl.basjes.parse.httpdlog.HttpdLoglineParser;

/// The Java library `nl.basjes.parse.httpdlog`, asked for the fields that Weir takes from the same
/// lines.
final class HttpdlogPeer {
    /// What the library fills in. It finds the setters by their annotations.
    public static final class Line {
        private int fields;

        /// Takes any of the fields.
        @Field({
            "IP:connection.client.host",
            "STRING:connection.client.user",
            "TIME.EPOCH:request.receive.time.epoch",
            "HTTP.METHOD:request.firstline.method",
            "HTTP.PATH:request.firstline.uri.path",
            "HTTP.QUERYSTRING:request.firstline.uri.query",
            "HTTP.PROTOCOL_VERSION:request.firstline.protocol",
            "STRING:request.status.last",
            "BYTES:response.body.bytes",
            "HTTP.URI:request.referer",
            "HTTP.USERAGENT:request.user-agent"
        })
        public void field(String name, String value) {
            fields++;
        }
    }

    static JavaPeerMain.Pass on(Path log) throws Exception {
        List<String> lines = Files.readAllLines(log);
        Parser<Line> parser = new HttpdLoglineParser<>(Line.class, "combined");
        return () -> parseAll(lines, parser);
    }

    private static long parseAll(List<String> lines, Parser<Line> parser) throws Exception {
        var record = new Line();
        int unknown = 0;
        for (String line : lines) {
            try {
                parser.parse(record, line);
            } catch (DissectionFailure e) {
                unknown++; // an odd request: to say so is an answer, too
            }
        }
        if (unknown * 10 > lines.size() || record.fields < lines.size()) {
            throw new IllegalStateException(
                    "httpdlog knows " + record.fields + " fields, and not " + unknown + " lines");
        }
        return lines.size();
    }

    private HttpdlogPeer() {}
}
