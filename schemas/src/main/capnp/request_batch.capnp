@0xd5f2f0b3a1c94e71;

# A batch of requests, as a collector writes it and the stream jobs read it: the payload of one
# frame, which is the value of one record of the topic weir.requests.
#
# Requests lie in columns: a field's values of all requests of the batch stand together, each
# distinct value once, and a request says which of them it has in as few bits as that takes. A field
# that no request of the batch has takes no space. Fields of the batch stand in falling order of
# size, so that the layout below is the layout in memory (BatchLayout repeats it as constants,
# BatchLayoutTest holds the two together).
#
# Evolution: new fields only at the end, new columns as new values of their enum. A reader of an
# older batch sees zero for a field that the batch does not have; a reader passes over a column that
# it does not know.

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
  # Milliseconds since 1970-01-01T00:00Z; the first request's time counts from here.
  malformedCount @4 :UInt32;
  # How many of the requests are malformed.
  rejectedCount @5 :UInt32;
  # Lines in [firstOffset, endOffset) that are no requests in the source's format. So
  # requests + rejectedCount = lines.
  schemaVersion @6 :UInt16;
  # 2. (1 held the requests in rows and was never released.)

  sourceId @7 :Text;
  # The file generation: "host/device-inode-hash", the key of the Kafka record.
  host @8 :Text;
  # The proxy host that wrote the log.
  file @9 :Text;
  # The file's path when the batch was read. For people; identity is sourceId.

  requestCount @10 :UInt32;
  # At most 65535, in the order of the log.
  strings @11 :List(StringColumn);
  numbers @12 :List(NumberColumn);
  # Each field at most once; one that is not here is absent in every request.

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

# In both kinds of column, `indexes` says which value each request has: 0 is "absent" (the log does
# not have it), i is the i-th distinct value, counted from 1. Indexes are `width` bits each, without
# space between: bit b of request r is bit (r * width + b) of the data, counted from the lowest bit
# of the first byte. With a width of 0 there are no indexes, and each request has value 1.
#
# A varint is a number in groups of seven bits, the lowest first; the highest bit of a byte says
# that another one follows.

struct StringColumn {
  field @0 :StringField;
  width @1 :UInt8;
  # At most 16.
  count @2 :UInt32;
  # How many distinct values there are, in the order in which requests first had them.
  indexes @3 :Data;
  lengths @4 :Data;
  # Of each value, in bytes, as a varint.
  bytes @5 :Data;
  # The values, one after the other. Bytes as they were in the log after the proxy's escaping was
  # undone: not always valid UTF-8. A value that is there but empty is a value like another.
}

enum StringField {
  customer @0;
  host @1;           # as the client named it, lower case, without the port
  method @2;
  path @3;           # without the query
  query @4;          # without the "?"
  protocol @5;       # "HTTP/1.1"
  clientAddress @6;
  referer @7;
  userAgent @8;
  cacheStatus @9;    # as the proxy says it, upper case: "HIT"
  tlsVersion @10;    # "TLSv1.3"
  contentType @11;
  country @12;
  user @13;
  upstreamAddress @14;
  requestLine @15;   # only of a malformed request: the whole request line as it came
}

struct NumberColumn {
  field @0 :NumberField;
  width @1 :UInt8;
  # At most 16.
  count @2 :UInt32;
  # How many distinct values there are; 0 if each request says its own.
  indexes @3 :Data;
  values @4 :Data;
  # The distinct values as varints. With a count of 0: for each request a varint, 0 if the value is
  # absent, else the value plus 1.
}

enum NumberField {
  time @0;
  # Event time in milliseconds, counted from the request before, of the first one from baseTime;
  # zigzag (0, -1, 1, -2 … are 0, 1, 2, 3 …). A request without a time of its own carries the time
  # at which its line was read.
  line @1;
  # Where the line starts, in bytes, counted from where the values of the request before would let
  # it start, of the first one from firstOffset; zigzag. Those values are: the lengths of its
  # strings, all but the customer, and the decimal digits of bytesSent and bytesReceived.
  flags @2;
  # Bit 0: the time is the request's own. Bit 1: the request is malformed: it has no request line
  # that HTTP knows (TLS bytes on a plain port, an empty request …); what could be read is there.
  # Bit 2: the line was longer than the collector's limit and was cut; what is here stood before the
  # cut, its last value may be short.
  status @3;
  upstreamStatus @4;   # of the last attempt
  bytesSent @5;        # to the client; body only or with headers, as the format says
  bytesReceived @6;    # from the client, request line and headers included
  duration @7;         # time spent on the request, in microseconds, at most 4294967295 (71 minutes)
  upstreamDuration @8;
  # Time spent waiting for origins, all attempts together, in microseconds, capped like duration.
  # May exceed duration: proxies read the two from different clocks.
}
