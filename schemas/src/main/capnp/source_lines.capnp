@0xb7d2f3a85c1e4d60;

# What a collector says of the lines of one source: the value of a record of the topic weir.ledger.
# The newest of a sourceId counts.

using Java = import "/java.capnp";
$Java.package("dev.weir.schema");
$Java.outerClassname("SourceLinesSchema");

struct SourceLines {
  saidAt @0 :Int64;            # milliseconds since 1970-01-01T00:00Z
  acknowledgedTo @1 :UInt64;   # bytes; Kafka has every batch before
  read @2 :UInt64;             # lines
  shipped @3 :UInt64;          # of these, requests that Kafka has: all before acknowledgedTo
  waiting @4 :UInt64;          # of these, requests that Kafka does not have yet
  schemaVersion @5 :UInt16;    # 1

  sourceId @6 :Text;
  host @7 :Text;
  file @8 :Text;
  rejected @9 :List(Reason);   # of these, lines that are no requests, by reason

  struct Reason {
    lines @0 :UInt64;
    name @1 :Text;
  }
}
