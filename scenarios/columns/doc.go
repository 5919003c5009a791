// Package columns makes Parquet files out of columns: the model's numbers go from
// the slices that they were simulated into straight to pages.
//
// # Why it is ours
//
// A library that takes rows takes them apart again, pointer by pointer, and looks
// every score up in a hash table that could have been an index from the start;
// that was the greater part of a run's time. parquet-go's writer of nullable
// columns loses nulls besides. Only the assembly is written here. Encodings,
// Thrift and the structures of the format are those that parquet-go publishes, and
// the compression is klauspost's. Tests read the files with parquet-go.
//
// # What goes in
//
// A [Column] says what a slice holds. Numbers come as slices of themselves, texts
// as strings. Scores come as codes, a byte each: code c stands for the c-th of the
// values that the column lists, so that the code is the index into the column's
// dictionary. Truths are codes, too: 1 false, 2 true. In a nullable column zero is
// null, in every slice alike; what may be zero therefore comes as a code, or as a
// [Marked], which says beside its values which of them are null.
//
// # What comes out
//
// Of the format, these parts and no others:
//
//	columns      flat, required or optional: INT32, INT64, FLOAT, DOUBLE, BOOLEAN and
//	             BYTE_ARRAY with UTF-8 text
//	pages        data pages version 2, all columns of a row group cut at the same rows;
//	             dictionary pages; each with its CRC
//	levels       definition levels of one bit, as runs and packed bits (RLE)
//	encodings    PLAIN, RLE_DICTIONARY, DELTA_BINARY_PACKED, BYTE_STREAM_SPLIT; a
//	             dictionary that outgrows two bytes to the index gives way to PLAIN
//	compression  ZSTD, every page; scores and fractions as literals alone
//	statistics   least and greatest value and number of nulls, by page and by column
//	             chunk; column index and offset index behind the row groups
//	footer       sorting columns, key and value metadata, the order of columns
//
// A [Group] encodes one row group and writes it as a Parquet file of its own, which
// is what a block of a run is on the disk. A [File] joins such files: it copies the
// row groups' bytes as they are and moves the offsets in their metadata. A file's
// bytes depend on the values and on where pages and row groups are cut, and on
// nothing else.
package columns
