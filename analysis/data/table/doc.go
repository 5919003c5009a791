// Package table reads a table of a user's own: what a clinic's database, a survey
// or a statistics program exports. It finds out how the file is written
// (separator, decimal mark, encoding, line ends, headings, label rows, missing
// codes) and says each thing that it took for something else, in [Table.Notes].
//
// Nothing is dropped, rounded or merged in silence. What can be read in one way
// only is read, with a note; what could mean two things is refused, with the line,
// the file's own text and the way out. Cells stay the text that stands in the
// file; [Table.Number], [Table.Sessions] and [Table.IDs] say what they mean.
//
// Reading is bounded: in bytes, cells, columns and messages.
package table
