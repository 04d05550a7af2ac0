package dev.weir.cli.faults;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// What goes wrong. Each comes while lines are written, and is over when it returns, but for what
/// was killed: that may still be starting.
enum Fault {
    AGENT_KILLED("agent killed") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            agentAway(cluster, random, meanwhile, () -> {});
        }
    },
    AGENT_KILLED_BEFORE_ACKNOWLEDGEMENT("agent killed between send and acknowledgement") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.broker.awaitUp();
            cluster.agent.awaitUp();
            awaitBatchWithoutAnswer(cluster);
            cluster.agent.kill();
            cluster.agentLink.become(Link.State.WHOLE);
            meanwhile.run();
            cluster.agent.start();
        }
    },
    BROKER_KILLED("broker killed") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.broker.awaitUp();
            cluster.broker.kill();
            pause(random);
            meanwhile.run();
            cluster.broker.start();
        }
    },
    JOBS_KILLED("jobs killed") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.jobs.awaitUp();
            pause(random);
            cluster.jobs.kill();
            cluster.jobs.start();
        }
    },
    JOBS_KILLED_BEFORE_ANSWER("jobs killed between commit and answer") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.jobs.awaitUp();
            cluster.jobsLink.become(Link.State.ANSWERS_HELD);
            pause(random);
            cluster.jobs.kill();
            cluster.jobsLink.become(Link.State.WHOLE);
            cluster.jobs.start();
        }
    },
    JOBS_STATE_LOST("jobs killed, their directory lost") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.jobs.awaitUp();
            pause(random);
            cluster.jobs.kill();
            delete(cluster.jobsData);
            cluster.jobs.start();
        }
    },
    STORE_KILLED("store killed") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.store.awaitUp();
            pause(random);
            cluster.store.kill();
            cluster.store.start();
        }
    },
    ALL_KILLED("all killed at once") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            for (Part part : cluster.parts()) {
                part.awaitUp();
            }
            cluster.parts().forEach(Part::kill);
            meanwhile.run();
            for (Part part : cluster.parts()) {
                part.start();
            }
        }
    },
    AGENT_CUT_OFF("agent cut off") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            disturb(cluster.agentLink, Link.State.CUT, random, meanwhile);
        }
    },
    AGENT_UNHEARD("agent's packets lost") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            disturb(cluster.agentLink, Link.State.STALLED, random, meanwhile);
        }
    },
    AGENT_SLOWED("agent's network slow") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            disturb(cluster.agentLink, Link.State.SLOW, random, meanwhile);
        }
    },
    JOBS_CUT_OFF("jobs and store cut off") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            disturb(cluster.jobsLink, Link.State.CUT, random, meanwhile);
        }
    },
    JOBS_UNHEARD("jobs' and store's packets lost") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            disturb(cluster.jobsLink, Link.State.STALLED, random, meanwhile);
        }
    },
    CHECKPOINT_LOST("agent killed, its checkpoint lost") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            agentAway(cluster, random, meanwhile, () -> delete(checkpoints(cluster)));
        }
    },
    CHECKPOINT_OLD("agent killed, its checkpoint an old one") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            Path saved = cluster.jobsData.resolveSibling("saved");
            copy(checkpoints(cluster), saved);
            pause(random);
            agentAway(
                    cluster,
                    random,
                    meanwhile,
                    () -> {
                        delete(checkpoints(cluster));
                        copy(saved, checkpoints(cluster));
                    });
        }
    },
    AGENT_DISK_FULL("agent's disk full") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.agent.awaitUp();
            cluster.agentDisk.fill();
            meanwhile.run();
            pause(random);
            if (random.nextBoolean()) {
                cluster.agent.kill();
                cluster.agent.start();
                pause(random);
            }
            cluster.agentDisk.free();
        }
    },
    BROKER_DISK_FULL("broker's disk full") {
        @Override
        void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception {
            cluster.broker.awaitUp();
            cluster.brokerDisk.fill();
            meanwhile.run();
            pause(random);
            cluster.broker.kill();
            cluster.brokerDisk.free();
            cluster.broker.start();
        }
    };

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /// Does it.
    ///
    /// @param meanwhile rotates the log, perhaps, while something is away
    abstract void strike(Cluster cluster, Random random, Runnable meanwhile) throws Exception;

    /// As it stands in the table of results.
    String text() {
        return text;
    }

    /// Whether the agent then does not know what it has read: a copy of a file is then another file
    /// for it, and there must be none.
    boolean isForgetting() {
        return switch (this) {
            case CHECKPOINT_LOST, CHECKPOINT_OLD, AGENT_DISK_FULL -> true;
            default -> false;
        };
    }

    /// Whether this machine can do it.
    boolean isPossible(Cluster cluster) {
        return switch (this) {
            case AGENT_DISK_FULL -> cluster.agentDisk.canBeFilled();
            case BROKER_DISK_FULL -> cluster.brokerDisk.canBeFilled();
            default -> true;
        };
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void agentAway(
            Cluster cluster, Random random, Runnable meanwhile, Change whileAway)
            throws IOException, InterruptedException {
        cluster.agent.awaitUp();
        pause(random);
        cluster.agent.kill();
        meanwhile.run();
        whileAway.make();
        cluster.agent.start();
    }

    /// Holds answers back, and waits until the broker has stored a batch whose answer is among them. A
    /// producer may wait for another answer first, as before its first record of each topic: it gets
    /// that, and answers are held anew.
    private static void awaitBatchWithoutAnswer(Cluster cluster) {
        for (int attempt = 0; attempt < 12 && stores(cluster, Duration.ofSeconds(60)); attempt++) {
            cluster.agentLink.become(Link.State.ANSWERS_HELD);
            if (stores(cluster, Duration.ofSeconds(5))) {
                return;
            }
            cluster.agentLink.become(Link.State.WHOLE);
        }
        throw new AssertionError("the agent sends nothing");
    }

    /// Waits until the broker has stored something more.
    private static boolean stores(Cluster cluster, Duration atMost) {
        long before = cluster.counted.batches();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (cluster.counted.batches() == before) {
            if (System.nanoTime() > deadline) {
                return false;
            }
        }
        return true;
    }

    private static void disturb(Link link, Link.State state, Random random, Runnable meanwhile) {
        link.become(state);
        pause(random);
        meanwhile.run();
        pause(random);
        link.become(Link.State.WHOLE);
    }

    /// Lets a random time go by, so that what comes next hits another instruction each time.
    static void pause(Random random) {
        LockSupport.parkNanos(random.nextInt(500_000_000));
    }

    private static Path checkpoints(Cluster cluster) {
        return cluster.agentDisk.root().resolve("collector");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Files.copy(
                        file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> deepest = files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepest) {
                    Files.delete(file);
                }
            }
        }
    }
}
