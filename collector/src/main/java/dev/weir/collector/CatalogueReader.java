package dev.weir.collector;

import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Takes the bytes of a catalogue, gives its entries. It reads events and builds no tree, because a
/// catalogue may have a million hosts and the agent's memory is small.
final class CatalogueReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9._:\\[\\]-]+");

    private final String file;
    private final Iterator<Event> events;
    private final CatalogueEntries entries;

    /// The line that each host stands in, in the order of adding: only needed while reading.
    private int[] hostLines = new int[64];

    private int line = 1;
    private int customer = -1;

    private CatalogueReader(String file, byte[] content, CatalogueVersion version) {
        this.file = file;
        this.entries = new CatalogueEntries(version);
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setUseMarks(true)
                        .setCodePointLimit(Integer.MAX_VALUE) // CatalogueFile limits the bytes
                        .build();
        this.events =
                new Parse(settings).parseInputStream(new ByteArrayInputStream(content)).iterator();
    }

    /// Reads a catalogue; an empty one has no customers.
    static CatalogueEntries read(String file, byte[] content, CatalogueVersion version)
            throws ConfigurationException {
        try {
            CatalogueReader reader = new CatalogueReader(file, content, version);
            reader.document();
            return reader.entries;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new ConfigurationException(
                    file + ":" + line + ": is not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigurationException(file + ": is not valid YAML: " + e.getMessage());
        }
    }

    /// Whether a customer may have this name. `_unassigned` and `_other` may not be taken: no name
    /// begins with an underscore.
    static boolean isCustomerName(String name) {
        return NAME.matcher(name).matches();
    }

    private Event next() {
        Event event = events.next();
        line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(line);
        return event;
    }

    private ConfigurationException error(String what) {
        return new ConfigurationException(file + ":" + line + ": " + what);
    }

    private String at(String key) {
        return "customers[" + customer + "]." + key;
    }

    private void document() throws ConfigurationException {
        next(); // the stream's start
        if (next() instanceof StreamEndEvent) {
            return;
        }
        Event root = next();
        if (isNull(root)) {
            return;
        }
        if (!(root instanceof MappingStartEvent)) {
            throw error("must be a mapping with the key customers");
        }
        boolean seen = false;
        for (Event key = next(); !(key instanceof MappingEndEvent); key = next()) {
            String name = scalar(key, "a key");
            if (!name.equals("customers")) {
                throw error(name + " is not known; allowed here: customers");
            }
            if (seen) {
                throw error("customers stands twice");
            }
            seen = true;
            customers();
        }
        next(); // the document's end
        if (!(next() instanceof StreamEndEvent)) {
            throw error("a second document begins; a catalogue is one");
        }
    }

    private void customers() throws ConfigurationException {
        Event list = next();
        if (isNull(list)) {
            return;
        }
        if (!(list instanceof SequenceStartEvent)) {
            throw error("customers must be a list");
        }
        for (Event item = next(); !(item instanceof SequenceEndEvent); item = next()) {
            customer++;
            if (!(item instanceof MappingStartEvent)) {
                throw error("customers must be a list of mappings with the keys name and hosts");
            }
            customer();
        }
    }

    private void customer() throws ConfigurationException {
        int startLine = line;
        boolean named = false;
        boolean hosted = false;
        for (Event key = next(); !(key instanceof MappingEndEvent); key = next()) {
            switch (scalar(key, "a key")) {
                case "name" -> {
                    if (named) {
                        throw error(at("name") + " stands twice");
                    }
                    named = true;
                    name();
                }
                case "hosts" -> {
                    if (!named) {
                        throw error(at("hosts") + " stands before the name; the name comes first");
                    }
                    if (hosted) {
                        throw error(at("hosts") + " stands twice");
                    }
                    hosted = true;
                    hosts();
                }
                case String other ->
                        throw error(at(other) + " is not known; allowed here: name, hosts");
            }
        }
        if (!named) {
            line = startLine;
            throw error(at("name") + " is missing: it must be the customer's name");
        }
    }

    private void name() throws ConfigurationException {
        String name = scalar(next(), at("name"));
        if (!isCustomerName(name)) {
            throw error(
                    at("name")
                            + " is "
                            + name
                            + "; allowed: 1 to 63 of a-z, 0-9, dot, underscore and hyphen,"
                            + " beginning with a letter or a digit");
        }
        if (!entries.addCustomer(name)) {
            throw error(at("name") + " is " + name + ", which stands twice");
        }
    }

    private void hosts() throws ConfigurationException {
        Event value = next();
        if (isNull(value)) {
            return;
        }
        if (value instanceof ScalarEvent single) {
            host(single.getValue());
        } else if (value instanceof SequenceStartEvent) {
            for (Event item = next(); !(item instanceof SequenceEndEvent); item = next()) {
                host(scalar(item, at("hosts")));
            }
        } else {
            throw error(at("hosts") + " must be a list of host names");
        }
    }

    private void host(String pattern) throws ConfigurationException {
        String host = pattern.toLowerCase(Locale.ROOT);
        if (host.length() > 1 && host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (!HOST.matcher(host).matches()) {
            throw error(
                    at("hosts")
                            + " has "
                            + pattern
                            + "; allowed: a host name (in ASCII: xn--…), or *. and a host name");
        }
        int index = entries.hostCount();
        int there = entries.addHost(host.startsWith("*.") ? host.substring(1) : host);
        if (there >= 0) {
            throw error(
                    at("hosts")
                            + " has "
                            + pattern
                            + ", which stands in line "
                            + hostLines[there]
                            + " already");
        }
        if (index == hostLines.length) {
            hostLines = Arrays.copyOf(hostLines, index * 2);
        }
        hostLines[index] = line;
    }

    private static boolean isNull(Event event) {
        return event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("null")
                        || scalar.getValue().equals("~"));
    }

    private String scalar(Event event, String what) throws ConfigurationException {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getValue();
        }
        throw error(what + " must be plain text, not a list, a mapping or an alias");
    }
}
