@0xb6a8b7f0c2de4d13;

# The aggregate of one customer in one window: the value of a record of the topic weir.rollups, of all
# requests of the window's part so far.
# Everything here merges: counters and counts add up, sketches unite.

using Java = import "/java.capnp";
$Java.package("dev.weir.schema");
$Java.outerClassname("RollupSchema");

struct Rollup {
  windowStart @0 :Int64;       # milliseconds since 1970-01-01T00:00Z, a multiple of the tier's size
  part @1 :UInt64;
  # A window that was written out, forgotten and then met late data has several parts; readers
  # merge them. Unique within (customer, tier, windowStart).
  tierSeconds @2 :UInt32;      # the window's size: 1, 60, 3600, 86400
  schemaVersion @3 :UInt16;    # 1

  customer @4 :Text;

  counters @5 :List(UInt64);
  # By the ordinal of dev.weir.schema.rollup.Counter, which only ever grows at its end.
  breakdowns @6 :List(CappedCounts);
  # By the ordinal of dev.weir.schema.rollup.Breakdown; likewise.
  latency @7 :Latency;
  originLatency @8 :Latency;
  uniqueClients @9 :Data;
  # Apache DataSketches HLL, lgK = 12, compact; empty when there were none.
  heaviest @10 :List(HeavyHitters);
  # By the ordinal of dev.weir.schema.rollup.Dimension.
  threatSamples @11 :List(ThreatSample);
}

struct CappedCounts {
  other @0 :UInt64;            # requests of keys beyond the cap
  entries @1 :List(Entry);

  struct Entry {
    count @0 :UInt64;          # requests
    key @1 :Text;
  }
}

struct HeavyHitters {
  # At most 96 values, as columns. A value has its count of requests or up to `takenOff` more; one that
  # is not held has up to `takenOff`.
  takenOff @0 :UInt64;
  counts @1 :List(UInt64);
  lengths @2 :List(UInt16);    # bytes of each value
  values @3 :Data;             # UTF-8, one behind the other
}

struct Latency {
  # Exactly one of the two is set; neither when nothing was measured.
  few @0 :List(UInt32);        # the values themselves, in microseconds, while they are few
  histogram @1 :Data;          # HdrHistogram V2 encoding, 2 significant digits, microseconds
}

struct ThreatSample {
  time @0 :Int64;              # milliseconds since 1970-01-01T00:00Z
  threat @1 :Text;             # "sqli", "xss", "traversal"
  client @2 :Text;
  target @3 :Text;             # the request target, cut at 512 characters
}
