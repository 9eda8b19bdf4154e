package answer

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first used. There are
// hundreds, and a mail that has none of the words of one never needs it: compiled at
// the start they took 10 MB and a tenth of a second.
type pattern struct {
	text   string
	number int // in written
	once   sync.Once
	made   *regexp.Regexp
}

// written holds every pattern, for the test that compiles them all.
var written []*pattern

// mustBe makes a pattern of a regular expression, which the tests have compiled.
func mustBe(text string) *pattern {
	p := &pattern{text: text, number: len(written)}
	written = append(written, p)
	return p
}

func (p *pattern) re() *regexp.Regexp {
	p.once.Do(func() { p.made = regexp.MustCompile(p.text) })
	return p.made
}

// String gives the regular expression.
func (p *pattern) String() string { return p.text }

// The methods of a regexp.Regexp that are used here.

func (p *pattern) MatchString(s string) bool            { return p.re().MatchString(s) }
func (p *pattern) FindString(s string) string           { return p.re().FindString(s) }
func (p *pattern) FindStringIndex(s string) []int       { return p.re().FindStringIndex(s) }
func (p *pattern) FindStringSubmatch(s string) []string { return p.re().FindStringSubmatch(s) }
func (p *pattern) FindStringSubmatchIndex(s string) []int {
	return p.re().FindStringSubmatchIndex(s)
}
func (p *pattern) FindAllString(s string, n int) []string { return p.re().FindAllString(s, n) }
func (p *pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.re().FindAllStringIndex(s, n)
}
func (p *pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return p.re().FindAllStringSubmatch(s, n)
}
func (p *pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return p.re().FindAllStringSubmatchIndex(s, n)
}
func (p *pattern) ReplaceAllString(s, with string) string { return p.re().ReplaceAllString(s, with) }
func (p *pattern) ReplaceAllStringFunc(s string, with func(string) string) string {
	return p.re().ReplaceAllStringFunc(s, with)
}
func (p *pattern) Split(s string, n int) []string { return p.re().Split(s, n) }
