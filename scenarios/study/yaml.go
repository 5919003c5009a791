package study

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxNesting is deeper than any study; deeper files are refused before they are
// walked.
const maxNesting = 16

// yamlLine is how the YAML parser says where it stopped.
var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)

// syntaxTree parses data into the one document that it must hold. It refuses
// what a study never needs and what could hurt: files that are too large or not
// text, several documents, anchors and aliases (a few lines of which can stand
// for gigabytes), explicit tags, deep nesting.
func syntaxTree(data []byte, faults *faultList) *yaml.Node {
	if message, hint := notText(data); message != "" {
		faults.add("", "", message, hint)
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	err := decoder.Decode(&document)
	if errors.Is(err, io.EOF) || err == nil && isEmpty(&document) {
		faults.add("", "", "the study is empty", "a study needs a question and at least one scenario")
		return nil
	}
	if err == nil {
		if err = decoder.Decode(&second); err == nil {
			faults.addAt("", place{Line: second.Line, Column: second.Column}, "", "a second document begins here: a study is one document", "")
			return nil
		}
	}
	if !errors.Is(err, io.EOF) {
		addSyntax(err, data, faults)
		return nil
	}
	root := document.Content[0]
	before := len(faults.found)
	refuse(root, 0, faults)
	if len(faults.found) > before {
		return nil
	}
	return root
}

// notText says why data cannot be a study file at all, or nothing.
func notText(data []byte) (message, hint string) {
	if len(data) > maxStudyBytes {
		return "the file is larger than 1 MiB, too large for a study", ""
	}
	for i, line := range bytes.Split(data, []byte{'\n'}) {
		if bytes.IndexByte(line, 0) >= 0 || !utf8.Valid(line) {
			return "the file is not text in UTF-8", fmt.Sprintf("line %d holds other bytes: save the file as UTF-8", i+1)
		}
	}
	return "", ""
}

// isEmpty says whether the document holds nothing but comments.
func isEmpty(document *yaml.Node) bool {
	return len(document.Content) == 0 || document.Content[0].ShortTag() == "!!null" && document.Content[0].Value == ""
}

// addSyntax reports an error of the YAML parser.
func addSyntax(err error, data []byte, faults *faultList) {
	f := SyntaxFault(err, data)
	faults.addAt("", place{Line: f.Line, Column: f.Column}, "", f.Message, f.Hint)
}

// SyntaxFault is an error of the YAML parser at the first line from which on the file
// cannot be read; where the file is long, at the line that the parser names, which may be
// the one before or where a block begins.
func SyntaxFault(err error, data []byte) Fault {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	where := place{Line: 1, Column: 1}
	if parts := yamlLine.FindStringSubmatch(err.Error()); parts != nil {
		where.Line, _ = strconv.Atoi(parts[1]) // digits by the expression
		message = parts[2]
	}
	if lines := bytes.SplitAfter(data, []byte{'\n'}); len(lines) <= mostSyntaxLines && len(lines)*len(data) <= mostSyntaxBytes {
		where.Line = 1 + readable(lines)
	}
	return Fault{Line: where.Line, Column: where.Column, Message: "not valid YAML: " + message, Hint: syntaxAdvice(message, data, where.Line)}
}

// endsAsked is a question at the end of an item of a list in brackets, which YAML takes for
// the mark of a key.
var endsAsked = regexp.MustCompile(`[\pL\d]\?\s*[],}]`)

// syntaxAdvice says in plain words what a message of the YAML parser about a line, from 1,
// most often comes from; nothing where that is not known.
func syntaxAdvice(message string, data []byte, line int) string {
	if lines := bytes.Split(data, []byte{'\n'}); line >= 1 && line <= len(lines) {
		text := lines[line-1]
		if indent := text[:len(text)-len(bytes.TrimLeft(text, " \t"))]; bytes.IndexByte(indent, '\t') >= 0 {
			return "the line begins with a tab: indent by blanks"
		}
		for at := max(1, line-1); at <= line; at++ { // the parser may name the one behind
			if first, _ := utf8.DecodeRune(bytes.TrimLeft(lines[at-1], " ")); notSeen(first) {
				return fmt.Sprintf("line %d begins with a blank that YAML takes for a letter, as web pages and word processors write it: indent by ordinary blanks", at)
			}
		}
		if strings.Contains(message, "did not find expected ',' or") && endsAsked.Match(text) {
			return "within brackets and braces a text that ends with a question mark stands in quotes"
		}
	}
	says := func(words string) bool { return strings.Contains(message, words) }
	switch {
	case says("mapping values are not allowed"):
		return "a text with a colon and a blank in it stands in quotes, and the keys of one mapping begin in one column"
	case says("unexpected end of stream"):
		return "a quotation mark is opened and not closed"
	case says("did not find expected ',' or"):
		return "a bracket or brace is not closed, or a comma is missing"
	case says("did not find expected '-' indicator"), says("did not find expected <document start>"), says("did not find expected key"), says("could not find expected ':'"):
		return "the items of one list, and the keys of one mapping, begin in one column, and a colon and a blank follow each key"
	case says("cannot start any token"), says("unknown anchor"), says("expected alphabetic or numeric character"):
		return "a text that begins with a sign such as *, @, ` or % stands in quotes"
	case says("incompatible YAML document"):
		return "leave out the line that begins with %YAML"
	}
	return ""
}

// What bounds a file that is read again from its beginning to each of its lines to find out
// where it breaks: the lines, and the bytes that are read, twice as many as are parsed.
const (
	mostSyntaxLines = 500
	mostSyntaxBytes = 16 << 20
)

// readable is up to which line, at the furthest, the beginning of a file is a mapping.
func readable(lines [][]byte) (last int) {
	begin, unread := 0, bytes.Join(lines, nil)
	for i, line := range lines[:len(lines)-1] {
		begin += len(line)
		var document yaml.Node
		decoder := yaml.NewDecoder(bytes.NewReader(unread[:begin]))
		err := decoder.Decode(&document)
		if err == nil {
			if err = decoder.Decode(&yaml.Node{}); errors.Is(err, io.EOF) { // else more than a mapping stands there
				err = nil
			}
		}
		if err == nil && (isEmpty(&document) || document.Content[0].Kind == yaml.MappingNode) {
			last = i + 1
		}
	}
	return last
}

// refuse reports the nodes that no study may hold.
func refuse(n *yaml.Node, depth int, faults *faultList) {
	where := place{Line: n.Line, Column: n.Column}
	switch {
	case depth > maxNesting:
		faults.addAt("", where, "", "nested too deeply", "")
		return
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		faults.addAt("", where, "", "anchors and aliases are not allowed in a study", "write the values out")
		return
	case n.Style&yaml.TaggedStyle != 0:
		faults.addAt("", where, "", "the tag "+quote(n.Tag)+" is not allowed in a study", "write the plain value")
		return
	}
	for _, child := range n.Content {
		refuse(child, depth+1, faults)
	}
}
