package config

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// tomlNode is one value of the configuration file with the line it stands on.
// go-toml's own decoder stops at the first wrong value; reading its syntax tree
// lets all problems be named at once, each with its line.
type tomlNode struct {
	kind  unstable.Kind // Table, ArrayTable, Array, InlineTable or a scalar
	line  int
	text  string // of a scalar
	keys  map[string]*tomlNode
	order []string    // keys as they stand in the file
	items []*tomlNode // of an Array or ArrayTable
	// header tells that [section] was written, and not only [section.part].
	header bool
}

func newTable(line int) *tomlNode {
	return &tomlNode{kind: unstable.Table, line: line, keys: make(map[string]*tomlNode)}
}

func (n *tomlNode) isTable() bool { return n.kind == unstable.Table || n.kind == unstable.InlineTable }

// tomlFile reads a file into a tree.
type tomlFile struct {
	parser unstable.Parser
	data   []byte
	starts []int // offset of each line
	root   *tomlNode
	table  *tomlNode // of the header last seen; nil when that header was wrong
	name   string    // of table, for messages
	// syntax are the lines that are no TOML; shape what is written twice or in
	// two ways, found anew in each round.
	syntax, shape Errors
	// cut tells that the rest of the file was not read; broken are the first
	// words, with their section, of lines that could not be read. Neither may be
	// called missing.
	cut    bool
	broken map[string]bool
}

// maxFaults ends the reading of a file that is something else altogether.
const maxFaults = 20

// parseTOML reads data, which may begin with a BOM (Notepad) and have CRLF line
// ends. After a line that is no TOML it goes on with the next where it can.
func parseTOML(data []byte) *tomlFile {
	f := &tomlFile{root: newTable(1), broken: make(map[string]bool)}
	f.data = bytes.Clone(bytes.TrimPrefix(data, []byte("\ufeff")))
	offset := 0
	for i, line := range bytes.Split(f.data, []byte("\n")) {
		f.starts = append(f.starts, offset)
		offset += len(line) + 1
		if !utf8.Valid(line) && len(f.syntax) < maxFaults {
			f.fault(i+1, "", "is not UTF-8", "save the file as UTF-8 text")
		}
	}
	if len(f.syntax) > 0 {
		f.cut = true
		return f
	}
	for last := 0; ; {
		line := f.parse()
		if line == 0 {
			break
		}
		// Two wrong lines in a row are one bracket or quote that was not closed,
		// and after a wrong header no key would be in its place.
		text := f.lineText(line)
		f.broken[joinKey(f.name, firstWord.FindString(strings.TrimSpace(text)))] = true
		if line <= f.nextLine(last) || len(f.syntax) >= maxFaults || strings.HasPrefix(strings.TrimSpace(text), "[") {
			f.cut = true
			break
		}
		last = line
		f.blank(line)
	}
	if len(f.syntax)+len(f.shape) == 0 {
		f.crossCheck()
	}
	return f
}

// parse builds the tree anew and answers the line it stumbled over, or 0.
func (f *tomlFile) parse() int {
	f.root, f.shape = newTable(1), nil
	f.table, f.name = f.root, ""
	f.parser.Reset(f.data)
	for f.parser.NextExpression() {
		e := f.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			f.open(e)
		case unstable.KeyValue:
			if f.table != nil {
				f.put(f.table, f.name, e)
			}
		}
	}
	var perr *unstable.ParserError
	if !errors.As(f.parser.Error(), &perr) {
		return 0
	}
	line := f.parser.Shape(f.parser.Range(perr.Highlight)).Start.Line
	text := f.lineText(line)
	key := ""
	if m := keyStart.FindStringSubmatch(text); m != nil {
		key = joinKey(f.name, m[1])
	}
	f.fault(line, key, "cannot be read", syntaxHint(text))
	return line
}

func (f *tomlFile) fault(line int, key, wrong, instead string) {
	f.syntax = append(f.syntax, Error{Line: line, Key: key, Wrong: wrong, Instead: instead})
}

func (f *tomlFile) report(line int, key, wrong, instead string) {
	f.shape = append(f.shape, Error{Line: line, Key: key, Wrong: wrong, Instead: instead})
}

func (f *tomlFile) lineText(line int) string {
	if line < 1 || line > len(f.starts) {
		return ""
	}
	text, _, _ := bytes.Cut(f.data[f.starts[line-1]:], []byte("\n"))
	return strings.TrimSuffix(string(text), "\r")
}

// nextLine is the first line after line that holds more than a remark.
func (f *tomlFile) nextLine(line int) int {
	if line == 0 {
		return 0
	}
	for n := line + 1; n <= len(f.starts); n++ {
		if t := strings.TrimSpace(f.lineText(n)); t != "" && t[0] != '#' {
			return n
		}
	}
	return len(f.starts)
}

// blank overwrites a line with spaces, so that offsets and lines stay.
func (f *tomlFile) blank(line int) {
	for i := f.starts[line-1]; i < len(f.data) && f.data[i] != '\n'; i++ {
		f.data[i] = ' '
	}
}

var (
	keyStart  = regexp.MustCompile(`^\s*([A-Za-z0-9_-]+)\s*=`)
	firstWord = regexp.MustCompile(`^[A-Za-z0-9_-]*`)
)

// syntaxHint guesses what is wrong with a line. It never repeats the line: a
// password may stand on it.
func syntaxHint(line string) string {
	value := line[strings.Index(line, "=")+1:]
	trimmed := strings.TrimSpace(value)
	switch {
	case strings.TrimSpace(line) == "":
		return `close the bracket or quotes that an earlier line opens`
	case strings.ContainsAny(line, "“”„‘’"):
		return `write straight quotes (") instead of curly ones`
	case strings.HasPrefix(strings.TrimSpace(line), "["):
		return `write a section as [name], alone on its line`
	case !strings.Contains(line, "="):
		return `write key = "value", or # before a remark`
	case trimmed == "" || trimmed[0] == '#':
		return `write a value behind the =`
	case trimmed[0] == '"' && strings.Contains(trimmed, `\`):
		return `write / or \\ instead of \, or put the text between single quotes`
	case strings.Count(trimmed, `"`)%2 == 1:
		return `close the quotes: key = "value"`
	case trimmed[0] == '[':
		return `write a list as ["one", "two"]`
	case trimmed[0] == '{':
		return `write { name = "…", address = "…" } on one line`
	}
	return `put text between straight quotes: key = "value"; numbers, true and false go without`
}

func (f *tomlFile) line(n *unstable.Node, otherwise int) int {
	if n == nil || n.Raw.Length == 0 {
		return otherwise
	}
	line, _ := slices.BinarySearch(f.starts, int(n.Raw.Offset)+1)
	return line
}

// open goes to the table that a [header] or [[header]] names.
func (f *tomlFile) open(e *unstable.Node) {
	parts, line := f.keyOf(e)
	f.name = strings.Join(parts, ".")
	f.table = f.root
	for i, part := range parts {
		last := i == len(parts)-1
		next := f.table.keys[part]
		switch {
		case next == nil && last && e.Kind == unstable.ArrayTable:
			next = &tomlNode{kind: unstable.ArrayTable, line: line}
			f.table.add(part, next)
		case next == nil:
			next = newTable(line)
			f.table.add(part, next)
		}
		switch {
		case next.kind == unstable.ArrayTable && last && e.Kind == unstable.ArrayTable:
			item := newTable(line)
			item.header = true
			next.items = append(next.items, item)
			next = item
		case next.kind == unstable.ArrayTable && !last:
			next = next.items[len(next.items)-1]
		case next.kind != unstable.Table || last && e.Kind == unstable.ArrayTable:
			f.report(line, f.name, fmt.Sprintf("is written in another way on line %d", next.line), "write it in one place and in one way")
			f.table = nil
			return
		case last && next.header:
			f.report(line, "["+f.name+"]", fmt.Sprintf("stands twice, first on line %d", next.line), "put all its keys under one header")
		case last:
			next.header, next.line = true, line
		}
		f.table = next
	}
}

func (n *tomlNode) add(key string, v *tomlNode) {
	n.keys[key] = v
	n.order = append(n.order, key)
}

// keyOf gives the parts of a dotted key and the line of the first.
func (f *tomlFile) keyOf(e *unstable.Node) (parts []string, line int) {
	it := e.Key()
	for it.Next() {
		if line == 0 {
			line = f.line(it.Node(), 1)
		}
		parts = append(parts, string(it.Node().Data))
	}
	return parts, line
}

// put stores a key and its value below t.
func (f *tomlFile) put(t *tomlNode, name string, e *unstable.Node) {
	parts, line := f.keyOf(e)
	for i, part := range parts {
		if name != "" {
			name += "."
		}
		name += part
		old := t.keys[part]
		if i == len(parts)-1 {
			if old != nil {
				f.report(line, name, fmt.Sprintf("is written twice, first on line %d", old.line), "keep one of the two")
				return
			}
			t.add(part, f.value(e.Value(), line, name))
			return
		}
		if old == nil {
			old = newTable(line)
			t.add(part, old)
		}
		if old.kind != unstable.Table {
			f.report(line, name, fmt.Sprintf("is written in another way on line %d", old.line), "write it in one place and in one way")
			return
		}
		t = old
	}
}

func (f *tomlFile) value(v *unstable.Node, line int, name string) *tomlNode {
	n := &tomlNode{kind: v.Kind, line: f.line(v, line), text: string(v.Data)}
	switch v.Kind {
	case unstable.Array:
		n.line = line
		it := v.Children()
		for it.Next() {
			n.items = append(n.items, f.value(it.Node(), line, name))
		}
	case unstable.InlineTable:
		n.line = line
		n.keys = make(map[string]*tomlNode)
		it := v.Children()
		for it.Next() {
			f.putInline(n, name, it.Node())
		}
	}
	return n
}

func (f *tomlFile) putInline(t *tomlNode, name string, e *unstable.Node) {
	if e.Kind == unstable.KeyValue {
		// Within an inline table a table of dotted keys is an ordinary one.
		kind := t.kind
		t.kind = unstable.Table
		f.put(t, name, e)
		t.kind = kind
	}
}

// crossCheck lets go-toml judge the whole file as well, should it see anything
// that building the tree let pass.
func (f *tomlFile) crossCheck() {
	var all map[string]any
	var derr *toml.DecodeError
	if errors.As(toml.Unmarshal(f.data, &all), &derr) {
		line, _ := derr.Position()
		f.fault(line, strings.Join(derr.Key(), "."), "cannot be read", syntaxHint(f.lineText(line)))
	}
}
