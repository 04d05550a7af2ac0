@0xd5f2f0b3a1c94e71;

# A batch of requests, as a collector writes it and the stream jobs read it: the payload of one
# frame, which is the value of one record of the topic weir.requests.
#
# Everything of variable length stands once, in the batch's string table; a request is a row of
# numbers. Fields stand in falling order of size, so that the layout below is the layout in memory
# (BatchLayout repeats it as constants, BatchLayoutTest holds the two together).
#
# Evolution: new fields only at the end. A reader of an older batch sees zero for a field that the
# batch does not have, so zero must mean "absent" or be covered by a bit of `present`.

using Java = import "/java.capnp";
$Java.package("dev.weir.schema");
$Java.outerClassname("RequestBatchSchema");

struct RequestBatch {
  firstOffset @0 :UInt64;
  # Position in the source, in bytes, of the first byte that this batch covers.
  endOffset @1 :UInt64;
  # Position after the last byte that it covers, line feed included. The next batch of the source
  # starts here; what lies between two batches was lost and is counted as a gap.
  createdAt @2 :Int64;
  # When the batch was closed, by the collector's clock: milliseconds since 1970-01-01T00:00Z.
  baseTime @3 :Int64;
  # Milliseconds since 1970-01-01T00:00Z; the requests' timeOffset counts from here.
  malformedCount @4 :UInt32;
  # How many of the requests are of the kind `malformed`.
  rejectedCount @5 :UInt32;
  # Lines in [firstOffset, endOffset) that are no requests in the source's format. So
  # requests + rejectedCount = lines.
  schemaVersion @6 :UInt16;
  # 1.

  sourceId @7 :Text;
  # The file generation: "host/device-inode-hash", the key of the Kafka record.
  host @8 :Text;
  # The proxy host that wrote the log.
  file @9 :Text;
  # The file's path when the batch was read. For people; identity is sourceId.

  stringBytes @10 :Data;
  # The string table's bytes, one string after the other, without separators. Bytes as they were
  # in the log after the proxy's escaping was undone: not always valid UTF-8.
  stringEnds @11 :List(UInt32);
  # Where string i ends in stringBytes; it starts where string i-1 ends. String 0 is always empty
  # and stands for "absent": an index of 0 in a request means that the log does not have the value.
  # A value that is there but empty has an index of its own.

  requests @12 :List(Request);
  # In the order of the log.
  rejectedOffsets @13 :List(UInt32);
  # Where each of the rejected lines starts, in bytes from firstOffset: a consumer that drops the
  # part of a batch which it has counted before must tell on which side they lie.

  catalogueGeneration @14 :UInt32;
  # How many catalogues of customers the collector has taken into use, the one that this batch was
  # resolved with included; each collector counts by itself. 0: it has none.
  catalogueHash @15 :UInt64;
  # The first eight bytes of the SHA-256 of that catalogue's file, big-endian: equal on two hosts
  # if their files are. 0: there is none.
}

struct Request {
  bytesSent @0 :UInt64;
  # To the client; body only or with headers, as the format says. Bit 0 of `present`.
  bytesReceived @1 :UInt64;
  # From the client, request line and headers included. Bit 1 of `present`.
  lineOffset @2 :UInt32;
  # Where the line starts, in bytes from the batch's firstOffset.
  timeOffset @3 :Int32;
  # Event time in milliseconds from the batch's baseTime. Bit 2 of `present`; a request without a
  # time of its own carries the time at which its line was read.
  duration @4 :UInt32;
  # Time spent on the request, in microseconds, at most 4294967295 (71 minutes). Bit 3 of `present`.
  upstreamDuration @5 :UInt32;
  # Time spent waiting for origins, all attempts together, in microseconds, capped like duration.
  # May exceed duration: proxies read the two from different clocks. Bit 4 of `present`.

  # Indexes into the string table; 0 is absent.
  customer @6 :UInt32;
  host @7 :UInt32;           # as the client named it, lower case, without the port
  method @8 :UInt32;
  path @9 :UInt32;           # without the query
  query @10 :UInt32;         # without the "?"
  protocol @11 :UInt32;      # "HTTP/1.1"
  clientAddress @12 :UInt32;
  referer @13 :UInt32;
  userAgent @14 :UInt32;
  cacheStatus @15 :UInt32;   # as the proxy says it, upper case: "HIT"
  tlsVersion @16 :UInt32;    # "TLSv1.3"
  contentType @17 :UInt32;
  country @18 :UInt32;
  user @19 :UInt32;
  upstreamAddress @20 :UInt32;
  requestLine @21 :UInt32;   # only of a malformed request: the whole request line as it came

  status @22 :UInt16;        # 0 is absent
  upstreamStatus @23 :UInt16;# of the last attempt; 0 is absent
  present @24 :UInt16;
  # Bit set: the value named above is there; clear: the log has none. Bit 5: the line was longer than
  # the collector's limit and was cut; what is here stood before the cut, its last value may be short.
  kind @25 :Kind;

  enum Kind {
    wellFormed @0;
    malformed @1;
    # No request line that HTTP knows (TLS bytes on a plain port, an empty request, …). What could
    # be read is there.
  }
}
