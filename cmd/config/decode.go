package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/pelletier/go-toml/v2/unstable"
)

// tomlDecode fills a struct from a tree and notes all that does not fit.
type tomlDecode struct {
	file *tomlFile
	errs Errors
	// lines are where each key and section stands, set which keys were written,
	// bad which of them were refused already.
	lines map[string]int
	set   map[string]bool
	bad   map[string]bool
}

func decodeTOML(f *tomlFile, into any) tomlDecode {
	d := tomlDecode{file: f, lines: make(map[string]int), set: make(map[string]bool), bad: make(map[string]bool)}
	for _, e := range f.shape {
		d.bad[e.Key] = true
	}
	d.table(f.root, reflect.ValueOf(into).Elem(), "")
	return d
}

// wrong notes a problem with a key. Only the first of a key is kept.
func (d *tomlDecode) wrong(key, wrong, instead string) {
	d.wrongAt(d.lineOf(key), key, wrong, instead)
}

func (d *tomlDecode) wrongAt(line int, key, wrong, instead string) {
	if d.bad[key] {
		return
	}
	d.bad[key] = true
	d.errs = append(d.errs, Error{Line: line, Key: key, Wrong: wrong, Instead: instead})
}

// lineOf is where a key stands, else where its section begins, else the last
// line, where it could be added.
func (d *tomlDecode) lineOf(key string) int {
	for key != "" {
		if line := d.lines[key]; line > 0 {
			return line
		}
		key = key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	return strings.Count(strings.TrimRight(string(d.file.data), "\r\n"), "\n") + 1
}

// fieldKey gives the key of a struct field and whether it may have several
// lines; ok is false for a field that stands in no file.
func fieldKey(f reflect.StructField) (key string, lines, ok bool) {
	tag := f.Tag.Get("toml")
	if tag == "-" {
		return "", false, false
	}
	name, rest, _ := strings.Cut(tag, ",")
	if name == "" {
		name = snakeCase(f.Name)
	}
	return name, rest == "lines", true
}

// snakeCase writes DirectorSeen as director_seen.
func snakeCase(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func joinKey(section, key string) string {
	if section == "" {
		return key
	}
	return section + "." + key
}

// isSection reports whether a field is a section rather than a value.
func isSection(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && configScalars[t] == nil
}

func (d *tomlDecode) table(n *tomlNode, v reflect.Value, section string) {
	fields := make(map[string]int)
	for i := range v.NumField() {
		if key, _, ok := fieldKey(v.Type().Field(i)); ok {
			fields[key] = i
		}
	}
	for _, key := range n.order {
		child, path := n.keys[key], joinKey(section, key)
		d.set[path] = true
		// A section that only its parts name, as people, begins nowhere.
		if child.kind != unstable.Table || child.header {
			d.lines[path] = child.line
		}
		i, known := fields[key]
		if !known {
			d.unknown(child, path, key, fields)
			continue
		}
		d.value(child, v.Field(i), v.Type().Field(i), path)
	}
}

func (d *tomlDecode) value(n *tomlNode, v reflect.Value, f reflect.StructField, path string) {
	t := v.Type()
	switch {
	case isSection(t):
		if !n.isTable() {
			d.wrong(path, "is "+tomlKindName(n)+", not a section", "write ["+path+"] and its keys below it")
			return
		}
		d.table(n, v, path)
	case t.Kind() == reflect.Slice && isSection(t.Elem()):
		items := n.items
		if n.kind != unstable.ArrayTable && n.kind != unstable.Array {
			d.wrong(path, "is "+tomlKindName(n)+", not a list of sections", "write [["+path+"]] for each")
			return
		}
		for i, item := range items {
			one := fmt.Sprintf("%s[%d]", path, i+1)
			d.lines[one] = item.line
			if !item.isTable() {
				d.wrong(one, "is "+tomlKindName(item), "write { name = \"…\", address = \"…\" }")
				continue
			}
			e := reflect.New(t.Elem()).Elem()
			d.table(item, e, one)
			v.Set(reflect.Append(v, e))
		}
	case configScalars[t] != nil:
		d.scalar(n, v, f, path)
	case t.Kind() == reflect.Slice:
		d.list(n, v, f, path)
	default:
		d.scalar(n, v, f, path)
	}
}

// list reads a list; one text alone is taken as a list of one.
func (d *tomlDecode) list(n *tomlNode, v reflect.Value, f reflect.StructField, path string) {
	items := n.items
	if n.kind != unstable.Array {
		items = []*tomlNode{n}
	}
	list := reflect.MakeSlice(v.Type(), len(items), len(items))
	failed := false
	for i, item := range items {
		// All faults of a list are told under its one key, each on its line.
		before := len(d.errs)
		d.scalar(item, list.Index(i), f, path)
		if len(d.errs) > before {
			d.errs[before].Line, failed = item.line, true
			delete(d.bad, path)
		}
	}
	if failed {
		d.bad[path] = true
	}
	v.Set(list)
}

// scalar reads one value.
func (d *tomlDecode) scalar(n *tomlNode, v reflect.Value, f reflect.StructField, path string) {
	_, lines, _ := fieldKey(f)
	if read := configScalars[v.Type()]; read != nil {
		if !textual(n) {
			d.wrong(path, "is "+tomlKindName(n), "write "+read.example)
			return
		}
		x, err := read.parse(n.text)
		if err != nil {
			d.wrong(path, err.Error(), "write "+read.example)
			return
		}
		v.Set(reflect.ValueOf(x))
		return
	}
	switch v.Kind() {
	case reflect.String:
		if n.kind != unstable.String {
			d.wrong(path, "is "+tomlKindName(n)+", not text", `write it between quotes: "…"`)
			return
		}
		text, fault := cleanText(n.text, lines)
		if fault != "" {
			d.wrong(path, fault, "take it out")
			return
		}
		v.SetString(text)
	case reflect.Bool:
		if n.kind != unstable.Bool {
			d.wrong(path, "is "+tomlKindName(n)+", not a switch", "write true or false, without quotes")
			return
		}
		v.SetBool(n.text == "true")
	case reflect.Int:
		i, err := strconv.ParseInt(strings.ReplaceAll(n.text, "_", ""), 0, 32)
		if n.kind != unstable.Integer || err != nil {
			d.wrong(path, "is "+tomlKindName(n)+", not a usable whole number", "write a whole number without quotes, such as "+strconv.Itoa(exampleInt(v, f)))
			return
		}
		v.SetInt(i)
	}
}

// exampleInt is a number to show: the default when there is one.
func exampleInt(v reflect.Value, f reflect.StructField) int {
	if v.Int() != 0 {
		return int(v.Int())
	}
	if f.Name == "Port" {
		return 993
	}
	return 1
}

// textual reports whether a value may stand for a date, length or the like.
func textual(n *tomlNode) bool {
	switch n.kind {
	case unstable.String, unstable.LocalDate, unstable.LocalTime:
		return true
	}
	return false
}

func tomlKindName(n *tomlNode) string {
	switch n.kind {
	case unstable.String:
		return "text"
	case unstable.Integer, unstable.Float:
		return "a number"
	case unstable.Bool:
		return "true or false"
	case unstable.Array:
		return "a list"
	case unstable.Table, unstable.InlineTable:
		return "a section"
	case unstable.ArrayTable:
		return "a list of sections"
	}
	return "a date or time"
}

// cleanText refuses what could end a header line or turn text around, and takes
// the CR out of line ends where lines are allowed.
func cleanText(s string, lines bool) (text, fault string) {
	if lines {
		s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	}
	for _, r := range s {
		switch {
		case r == '\n' && lines:
		case r == '\n' || r == '\r':
			return "", "holds a line end"
		case isControl(r):
			return "", fmt.Sprintf("holds the control character %U", r)
		}
	}
	return s, ""
}

// isControl is true of control characters, line and paragraph separators and
// the marks that change the direction of text.
func isControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff'
}

// unknown refuses a key and looks for the one that was probably meant.
func (d *tomlDecode) unknown(n *tomlNode, path, key string, fields map[string]int) {
	section := strings.TrimSuffix(strings.TrimSuffix(path, key), ".")
	switch key {
	case "password", "client_secret", "refresh_token":
		if _, ok := fields[key+"_file"]; ok {
			d.wrong(path, "no secret may stand in this file", fmt.Sprintf("write %s_file = \"…\" with the file that holds it", key))
			return
		}
	}
	what := "unknown key"
	if n.isTable() || n.kind == unstable.ArrayTable {
		what = "unknown section"
	}
	if near := nearestKey(key, fields); near != "" {
		d.wrong(path, what, "write "+near)
		return
	}
	for _, known := range configKeys() {
		if s, k, _ := splitKey(known); k == key && s != section {
			d.wrong(path, what+" here", "write it under ["+s+"]")
			return
		}
	}
	d.wrong(path, what, "remove it, or look it up in config.example.toml")
}

func splitKey(path string) (section, key string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// nearestKey gives the known key with the fewest letters different, "" when none
// is near.
func nearestKey(key string, fields map[string]int) string {
	best, bestD := "", max(2, len(key)/3)+1
	for known := range fields {
		if n := editDistance(strings.ToLower(key), known); n < bestD || n == bestD && known < best {
			best, bestD = known, n
		}
	}
	return best
}

// editDistance counts the letters to insert, drop or change between a and b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// configKeys lists every key there is, such as "people.members.name".
var configKeys = sync.OnceValue(func() []string {
	var keys []string
	var walk func(t reflect.Type, section string)
	walk = func(t reflect.Type, section string) {
		for i := range t.NumField() {
			key, _, ok := fieldKey(t.Field(i))
			if !ok {
				continue
			}
			ft := t.Field(i).Type
			if ft.Kind() == reflect.Slice && isSection(ft.Elem()) {
				ft = ft.Elem()
			}
			if isSection(ft) {
				walk(ft, joinKey(section, key))
				continue
			}
			keys = append(keys, joinKey(section, key))
		}
	}
	walk(reflect.TypeFor[Config](), "")
	return keys
})
