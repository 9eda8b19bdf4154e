package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/template"

	"klachtenpost/workflow"
)

//go:embed nl/*.md en/*.md layout.html brief.html
var builtIn embed.FS

// Languages that a text can be in. Dutch is complete, English holds what a
// complainant may get.
var languages = []string{"nl", "en"}

// blocks is the file of pieces that several texts share.
const blocks = "blokken"

// Rendered is a mail ready to be composed. Subject is one line, not yet encoded
// for a header. Text ends in a newline and has \n line ends. Fixed are the lines of
// a letter that must leave as they stand (what {{vast}} marks): each whole, with
// single spaces, while Text may break it; what is compared with it has its white
// space joined too.
type Rendered struct {
	Subject, Text, HTML string
	Fixed               []string
}

// Set is every text in every language. It does not change after Load and is safe
// for use by several goroutines.
type Set struct {
	texts    map[string]*source // by "nl/actie"
	replaced []string
	layout   layout
	plain    layout // of what the secretary edits
}

// Load reads the built-in texts and puts those of dir in their place: dir/nl/NAME.md
// replaces the Dutch text NAME. An empty dir replaces nothing. When something is
// replaced, every text is then rendered for every state it may meet; the error
// names each text that fails, with file and line.
func Load(dir string) (*Set, error) {
	s := &Set{texts: map[string]*source{}}
	var err error
	if s.layout, err = readLayout("layout.html"); err != nil {
		return nil, err
	}
	if s.plain, err = readLayout("brief.html"); err != nil {
		return nil, err
	}
	own, err := s.replacements(dir)
	for _, lang := range languages {
		s.gather(lang, own)
	}
	// The built-in texts were parsed and rehearsed by the tests; a third of a second
	// at each start would find nothing new in them.
	if err == nil && len(own) == 0 {
		return s, nil
	}
	// Rendering what does not parse would only repeat the complaint.
	if err := errors.Join(err, s.parseAll()); err != nil {
		return nil, err
	}
	return s, s.Rehearse()
}

// Replaced lists the texts that come from a file of the organisation instead of
// the built-in ones, such as "nl/actie.md".
func (s *Set) Replaced() []string { return slices.Clone(s.replaced) }

// Render makes the mail name in a language. A text that does not exist in that
// language is rendered in Dutch; staff are always written to in Dutch.
func (s *Set) Render(name workflow.Template, lang string, d Data) (Rendered, error) {
	t, lang, err := s.find(name, lang, d.To)
	var r Rendered
	if err == nil {
		r, err = s.render(t, name, lang, d)
	}
	if err != nil {
		return Rendered{}, fmt.Errorf("render %s/%s: %w", lang, name, err)
	}
	return r, nil
}

// find gives a text in a language or, when it is not there or for somebody on the
// staff, in Dutch.
func (s *Set) find(name workflow.Template, lang string, to workflow.Role) (*template.Template, string, error) {
	t, ok := s.texts[lang+"/"+string(name)]
	if !ok || slices.Contains(staff, to) {
		lang = "nl"
		t, ok = s.texts["nl/"+string(name)]
	}
	if !ok {
		return nil, lang, errors.New("no such text")
	}
	made, err := t.parse()
	return made, lang, err
}

// ownText is a text file, built in or of the organisation.
type ownText struct{ path, content string }

// source is a text with the pieces it may use. It is parsed when it is first needed:
// an idle program would otherwise keep 100 trees in memory.
type source struct {
	own, pieces ownText
	parse       func() (*template.Template, error)
}

// replacements reads dir. A file that replaces nothing is a slip of the pen that
// would otherwise go unnoticed, so it is an error.
func (s *Set) replacements(dir string) (map[string]ownText, error) {
	own := map[string]ownText{}
	if dir == "" {
		return own, nil
	}
	if _, err := os.Stat(dir); err != nil {
		return own, fmt.Errorf("read texts: %w", err)
	}
	var problems []error
	for _, lang := range languages {
		entries, err := os.ReadDir(filepath.Join(dir, lang))
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				problems = append(problems, fmt.Errorf("read texts: %w", err))
			}
			continue
		}
		for _, e := range entries {
			name := lang + "/" + e.Name()
			if e.IsDir() || path.Ext(name) != ".md" {
				continue
			}
			file := filepath.Join(dir, lang, e.Name())
			if _, err := fs.Stat(builtIn, name); err != nil {
				problems = append(problems, fmt.Errorf("%s: replaces nothing; known texts are %s", file, strings.Join(builtInNames(lang), ", ")))
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				problems = append(problems, fmt.Errorf("read text: %w", err))
				continue
			}
			own[name] = ownText{path: file, content: string(b)}
			s.replaced = append(s.replaced, name)
		}
	}
	return own, errors.Join(problems...)
}

// builtInNames lists the file names of a language.
func builtInNames(lang string) []string {
	entries, _ := fs.ReadDir(builtIn, lang) // embedded: cannot fail
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// gather brings together every text of a language.
func (s *Set) gather(lang string, own map[string]ownText) {
	read := func(file string) ownText {
		if t, ok := own[lang+"/"+file]; ok {
			return t
		}
		b, _ := builtIn.ReadFile(lang + "/" + file) // listed by builtInNames
		return ownText{path: "templates/" + lang + "/" + file, content: string(b)}
	}
	pieces := read(blocks + ".md")
	shared := sync.OnceValues(func() (*template.Template, error) { return parseText(pieces, nil) })
	for _, file := range builtInNames(lang) {
		name := strings.TrimSuffix(file, ".md")
		if name == blocks {
			continue
		}
		t := &source{own: read(file), pieces: pieces}
		t.parse = sync.OnceValues(func() (*template.Template, error) {
			shared, err := shared()
			if err != nil {
				return nil, err
			}
			made, err := parseText(t.own, shared)
			if err != nil {
				return nil, err
			}
			return made, checkFields(made, workflow.Template(name))
		})
		s.texts[lang+"/"+name] = t
	}
}

// parseAll parses and checks every text. What is wrong with the shared pieces, which
// every text includes, is said once.
func (s *Set) parseAll() error {
	var problems []error
	said := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(s.texts)) {
		if _, err := s.texts[key].parse(); err != nil && !said[err.Error()] {
			said[err.Error()] = true
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// parseText reads one text, which may use the shared pieces; nil when it is these
// themselves. The template is named after its file, so that its errors name file
// and line. The trees of the pieces are in memory once, however many texts use them.
func parseText(text ownText, shared *template.Template) (*template.Template, error) {
	content := strings.ReplaceAll(strings.TrimPrefix(text.content, "\ufeff"), "\r\n", "\n")
	if n := strings.IndexFunc(content, private); n >= 0 {
		return nil, fmt.Errorf("%s:%d: private-use character in the text", text.path, 1+strings.Count(content[:n], "\n"))
	}
	t := template.New(text.path).Option("missingkey=error").Funcs((&values{}).funcs())
	if shared != nil {
		own, err := shared.Clone()
		if err != nil {
			return nil, plainError(err)
		}
		t = own.New(text.path)
	}
	if _, err := t.Parse(content); err != nil {
		return nil, plainError(err)
	}
	return t, nil
}

// plainError drops what text/template says of itself; file and line remain.
func plainError(err error) error {
	return errors.New(strings.TrimPrefix(err.Error(), "template: "))
}
