package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing that is wrong in the configuration.
type Error struct {
	File    string
	Line    int    // 0 when it is about the file as a whole
	Key     string // "imap.port", "" when it is about a line
	Wrong   string // what is wrong with it
	Instead string // what to write, without the word "write" when it is an order of its own
}

// Error writes file:line: key: what is wrong; what to write instead.
func (e Error) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
	}
	s += ": "
	if e.Key != "" {
		s += e.Key + ": "
	} else if e.Line > 0 {
		s += "this line "
	}
	s += e.Wrong
	if e.Instead != "" {
		s += "; " + e.Instead
	}
	return s
}

// Errors are all things wrong in a configuration, in the order of the
// file. They hold no secret: neither a value that may be one nor a line of the
// file is repeated in them.
type Errors []Error

// Error has one line for each.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Without gives what is wrong beside the named keys, nil when that is nothing.
// "klachtenpost login" uses it: it makes the refresh token that is missing.
func (e Errors) Without(keys ...string) error {
	rest := slices.DeleteFunc(slices.Clone(e), func(one Error) bool { return slices.Contains(keys, one.Key) })
	if len(rest) == 0 {
		return nil
	}
	return rest
}

func (e Errors) sort() {
	slices.SortStableFunc(e, func(a, b Error) int { return cmp.Compare(a.Line, b.Line) })
}
