@0xc81e0b6fd0a3f6c9;

# What the stream jobs have counted of one source: the value of a record of the topic weir.sources.
# The newest of a sourceId counts.

using Java = import "/java.capnp";
$Java.package("dev.weir.schema");
$Java.outerClassname("SourceStatusSchema");

struct SourceStatus {
  countedTo @0 :UInt64;        # bytes; everything before is counted, but for the gaps
  requests @1 :UInt64;         # counted, malformed ones included
  malformed @2 :UInt64;
  rejectedLines @3 :UInt64;    # lines that are no requests in the source's format
  repeatedRequests @4 :UInt64; # that came again and were dropped
  gapBytes @5 :UInt64;         # bytes that never came
  lastEventTime @6 :Int64;     # milliseconds since 1970-01-01T00:00Z
  lastBatchAt @7 :Int64;       # when the collector closed the newest batch
  schemaVersion @8 :UInt16;    # 1

  sourceId @9 :Text;
  host @10 :Text;
  file @11 :Text;

  catalogueGeneration @12 :UInt32;
  # Of the catalogue that the newest batch was resolved with, as the batch says it.
  catalogueHash @13 :UInt64;

  requestsAhead @14 :UInt64;   # that said a time too far after their arrival
  retimedRequests @15 :UInt64; # of these, counted at their arrival instead
  lateRequests @16 :UInt64;    # that came later after their event than windows are held
  latenessMillis @17 :Int64;   # from the newest event of the last batch to its arrival
}
