@0xe3b5f7a2c9d84b16;

# What one task of the counting stage has counted for the customers of one partition since it last
# wrote: the value of a record of the topic weir.partials. Each (customer, window) is a cell; what was
# counted by the value of a field stands as entries, cell after cell.
#
# An entry may come twice in a cell; counts add up.

using Java = import "/java.capnp";
$Java.package("dev.weir.schema");
$Java.outerClassname("PartialBlockSchema");

struct PartialBlock {
  schemaVersion @0 :UInt16;    # 1
  counterCount @1 :UInt16;     # counters per cell
  tierSeconds @2 :UInt32;      # the windows' size

  stringLengths @3 :Data;      # 4 bytes each, little-endian
  stringBytes @4 :Data;
  # The strings of the block, each once, one after the other; the first one is string 1. Our writer puts
  # them in the order in which the entries have them, so that those of a cell lie together.

  cells @5 :List(Cell);
  counters @6 :Data;
  # Numbers of 8 bytes, little-endian: cell after cell, counterCount each, by the ordinal of
  # dev.weir.schema.rollup.Counter.

  kinds @7 :Data;              # of each entry, a byte: dev.weir.schema.partial.EntryKind
  values @8 :Data;
  # Of each entry, 4 bytes, little-endian: a string, or a number where the kind says so.
  counts @9 :Data;             # of each entry, 4 bytes, little-endian: requests
  # Data and not lists of numbers: a writer copies it whole.

  threatSamples @10 :List(ThreatSample);

  struct Cell {
    windowStart @0 :Int64;     # milliseconds since 1970-01-01T00:00Z, a multiple of the tier's size
    customer @1 :UInt32;       # a string
    entryCount @2 :UInt32;
  }

  struct ThreatSample {
    time @0 :Int64;            # milliseconds since 1970-01-01T00:00Z
    cell @1 :UInt32;
    threat @2 :UInt32;         # a string: "sqli", "xss", "traversal"
    client @3 :UInt32;         # a string
    target @4 :UInt32;         # a string: the request target
  }
}
