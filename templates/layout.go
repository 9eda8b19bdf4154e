package templates

import (
	"errors"
	"fmt"
	"html"
	"strings"
)

// layout is the page around a letter, with its style sheet taken apart.
type layout struct {
	page  string
	light styles
}

// styles are declarations by selector, as in the base part of the style sheet.
type styles map[string]string

// attr gives the style attribute of an element, "" when there is no style.
func (s styles) attr(selector string) string {
	decls, ok := s[selector]
	if !ok {
		return ""
	}
	return ` style="` + html.EscapeString(decls) + `"`
}

func readLayout(file string) (layout, error) {
	page, err := builtIn.ReadFile(file)
	if err != nil {
		return layout{}, fmt.Errorf("read layout: %w", err)
	}
	l, err := parseLayout(string(page))
	if err != nil {
		return layout{}, fmt.Errorf("%s: %w", file, err)
	}
	return l, nil
}

// parseLayout reads a page. The rules before the first @media stand in each
// element's own style too, so that the letter looks the same where the style
// block is dropped; that is why they are plain "selector { declarations }".
func parseLayout(page string) (layout, error) {
	_, sheet, ok := strings.Cut(page, "<style>")
	sheet, _, closed := strings.Cut(sheet, "</style>")
	if !ok || !closed {
		return layout{}, errors.New("no style block")
	}
	base, _, _ := strings.Cut(sheet, "@media")
	light, err := parseStyles(base)
	if err != nil {
		return layout{}, err
	}
	for _, part := range []string{"{{lang}}", "{{titel}}", "{{brief}}"} {
		if strings.Count(page, part) != 1 {
			return layout{}, fmt.Errorf("%s must stand in it once", part)
		}
	}
	return layout{page: page, light: light}, nil
}

// parseStyles reads simple rules.
func parseStyles(sheet string) (styles, error) {
	s := styles{}
	for _, rule := range strings.SplitAfter(sheet, "}") {
		selectors, decls, ok := strings.Cut(rule, "{")
		if !ok {
			if strings.TrimSpace(rule) != "" {
				return nil, fmt.Errorf("style rule %q has no braces", strings.TrimSpace(rule))
			}
			continue
		}
		decls = strings.Join(strings.Fields(strings.TrimSuffix(decls, "}")), " ")
		decls = strings.NewReplacer(": ", ":", "; ", ";").Replace(strings.TrimSuffix(decls, ";"))
		for _, sel := range strings.Split(selectors, ",") {
			sel = strings.Join(strings.Fields(sel), " ")
			if s[sel] != "" {
				decls = s[sel] + ";" + decls
			}
			s[sel] = decls
		}
	}
	return s, nil
}

// wrap puts a letter on the page.
func (l layout) wrap(lang, title, body string) string {
	return strings.NewReplacer(
		"{{lang}}", lang,
		"{{titel}}", html.EscapeString(title),
		"{{body-stijl}}", l.light.attr("body"),
		"{{brief-stijl}}", l.light.attr(".brief"),
		"{{brief}}", body,
	).Replace(l.page)
}
