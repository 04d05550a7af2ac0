@0xe2f0a7e46dcb9b35;

# An attack signal of a customer: the value of a record of the topic weir.signals. Each record is
# the whole state of the signal; the newest of an id counts.

using Java = import "/java.capnp";
$Java.package("dev.weir.schema");
$Java.outerClassname("SignalSchema");

struct Signal {
  openedAt @0 :Int64;          # event time, milliseconds since 1970-01-01T00:00Z
  updatedAt @1 :Int64;
  closedAt @2 :Int64;          # 0 while it is open
  requests @3 :UInt64;         # that belong to it, so far
  peakPerSecond @4 :Float64;   # the highest rate seen, requests per second
  baselinePerSecond @5 :Float64;
  # What was usual before it opened, requests per second; 0 for signals that need no baseline.
  schemaVersion @6 :UInt16;    # 1

  id @7 :Text;                 # unique and stable: "customer/kind/openedAt"
  customer @8 :Text;
  kind @9 :Text;               # "sqli", "xss", "traversal", "flood"
  samples @10 :List(Text);     # request targets, a few
  heaviestClients @11 :List(Share);
  heaviestPaths @12 :List(Share);

  struct Share {
    requests @0 :UInt64;       # an estimate
    value @1 :Text;
  }
}
