package dev.weir.cli.generate;

import java.util.ArrayList;
import java.util.List;

/// The customers and their hosts.
final class Sites {
    private static final String[] PREFIXES = {"www.", "api.", "static."};
    private static final byte[] STRANGER = Vocabulary.bytes("203-0-113-9.unknown.example");

    /// How the requests of a customer spread over its hosts.
    private static final WeightedChoice HOST = WeightedChoice.of(55, 15, 30);

    /// A host that is in no catalogue: one request in a thousand.
    private static final int STRANGERS_PER_MILLE = 1;

    private final List<String> names = new ArrayList<>();
    private final byte[][][] hosts;
    private final WeightedChoice customer;

    Sites(int customers) {
        hosts = new byte[customers][PREFIXES.length][];
        for (int i = 0; i < customers; i++) {
            String company = Vocabulary.COMPANIES[i % Vocabulary.COMPANIES.length];
            int round = i / Vocabulary.COMPANIES.length;
            String name = round == 0 ? company : company + "-" + (round + 1);
            names.add(name);
            for (int host = 0; host < PREFIXES.length; host++) {
                hosts[i][host] = Vocabulary.bytes(PREFIXES[host] + name + ".example");
            }
        }
        customer = WeightedChoice.zipf(customers, 1.0);
    }

    byte[] nextHost(Dice dice) {
        if (dice.perMille(STRANGERS_PER_MILLE)) {
            return STRANGER;
        }
        return hosts[customer.next(dice)][HOST.next(dice)];
    }

    int count() {
        return hosts.length;
    }

    /// The first host of a customer.
    byte[] hostOf(int customerIndex) {
        return hosts[customerIndex][0];
    }

    /// The catalogue that assigns the hosts to their customers, as YAML.
    String catalogueYaml() {
        StringBuilder yaml = new StringBuilder("customers:\n");
        for (String name : names) {
            yaml.append("  - name: ").append(name).append("\n    hosts: [");
            for (int host = 0; host < PREFIXES.length; host++) {
                yaml.append(host == 0 ? "" : ", ");
                yaml.append(PREFIXES[host]).append(name).append(".example");
            }
            yaml.append("]\n");
        }
        return yaml.toString();
    }
}
