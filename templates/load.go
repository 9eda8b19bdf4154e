package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
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
	texts    map[string]*template.Template // by "nl/actie"
	sources  map[string][]ownText          // the files a text is made of, its own first
	replaced []string
	layout   layout
	plain    layout // of what the secretary edits
}

// Load reads the built-in texts and puts those of dir in their place: dir/nl/NAME.md
// replaces the Dutch text NAME. An empty dir replaces nothing. When something is
// replaced, every text is then rendered for every state it may meet; the error
// names each text that fails, with file and line.
func Load(dir string) (*Set, error) {
	s := &Set{texts: map[string]*template.Template{}, sources: map[string][]ownText{}}
	var err error
	if s.layout, err = readLayout("layout.html"); err != nil {
		return nil, err
	}
	if s.plain, err = readLayout("brief.html"); err != nil {
		return nil, err
	}
	var problems []error
	own, err := s.replacements(dir)
	problems = append(problems, err)
	for _, lang := range languages {
		problems = append(problems, s.loadLanguage(lang, own))
	}
	// Rendering what does not parse would only repeat the complaint.
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	// The built-in texts were rehearsed by the tests; a quarter of a second at
	// each start would find nothing new in them.
	if len(s.replaced) > 0 {
		if err := s.Rehearse(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Replaced lists the texts that come from a file of the organisation instead of
// the built-in ones, such as "nl/actie.md".
func (s *Set) Replaced() []string { return slices.Clone(s.replaced) }

// Render makes the mail name in a language. A text that does not exist in that
// language is rendered in Dutch; staff are always written to in Dutch.
func (s *Set) Render(name workflow.Template, lang string, d Data) (Rendered, error) {
	key := lang + "/" + string(name)
	if _, ok := s.texts[key]; !ok || slices.Contains(staff, d.To) {
		lang, key = "nl", "nl/"+string(name)
	}
	t, ok := s.texts[key]
	if !ok {
		return Rendered{}, fmt.Errorf("render %s: no such text", name)
	}
	r, err := s.render(t, name, lang, d)
	if err != nil {
		return Rendered{}, fmt.Errorf("render %s: %w", key, err)
	}
	return r, nil
}

// ownText is a text file of the organisation.
type ownText struct{ path, content string }

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

// loadLanguage parses and checks every text of a language.
func (s *Set) loadLanguage(lang string, own map[string]ownText) error {
	read := func(file string) ownText {
		if t, ok := own[lang+"/"+file]; ok {
			return t
		}
		b, _ := builtIn.ReadFile(lang + "/" + file) // listed by builtInNames
		return ownText{path: "templates/" + lang + "/" + file, content: string(b)}
	}
	pieces := read(blocks + ".md")
	shared, err := parseText(pieces, nil)
	if err != nil {
		// Every text includes it; one complaint is enough.
		return err
	}
	var problems []error
	for _, file := range builtInNames(lang) {
		name := strings.TrimSuffix(file, ".md")
		if name == blocks {
			continue
		}
		own := read(file)
		t, err := parseText(own, shared)
		if err == nil {
			err = checkFields(t, workflow.Template(name))
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		s.texts[lang+"/"+name] = t
		s.sources[lang+"/"+name] = []ownText{own, pieces}
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
