package templates

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestPagesAreWellFormed: language, headings in order, every element closed,
// nothing remote, nothing that acts.
func TestPagesAreWellFormed(t *testing.T) {
	allowed := []string{"html", "head", "meta", "title", "style", "body", "div", "h1", "h2", "h3", "p", "ul", "ol", "li",
		"a", "strong", "em", "span", "br", "hr", "blockquote"}
	void := []string{"meta", "br", "hr"}
	attrs := []string{"lang", "charset", "name", "content", "style", "class", "href", "start", "aria-hidden"}
	for _, m := range allMails(t) {
		var open []string
		last, h1 := 0, 0
		z := html.NewTokenizer(strings.NewReader(m.HTML))
		for z.Next() != html.ErrorToken {
			tok := z.Token()
			switch tok.Type {
			case html.StartTagToken:
				if !slices.Contains(allowed, tok.Data) {
					t.Errorf("%s: <%s>", m, tok.Data)
				}
				if !slices.Contains(void, tok.Data) {
					open = append(open, tok.Data)
				}
				if len(tok.Data) == 2 && tok.Data[0] == 'h' && tok.Data != "hr" {
					level := int(tok.Data[1] - '0')
					if level > last+1 {
						t.Errorf("%s: h%d after h%d", m, level, last)
					}
					if last = level; level == 1 {
						h1++
					}
				}
				for _, a := range tok.Attr {
					if !slices.Contains(attrs, a.Key) {
						t.Errorf("%s: attribute %s", m, a.Key)
					}
					if a.Key == "href" {
						if err := allowedTarget(a.Val); err != nil {
							t.Errorf("%s: %v", m, err)
						}
					}
				}
			case html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != tok.Data {
					t.Fatalf("%s: </%s> closes %v", m, tok.Data, open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 || h1 != 1 {
			t.Errorf("%s: open %v, %d h1", m, open, h1)
		}
		if !strings.Contains(m.HTML, `<html lang="`+m.lang+`">`) {
			t.Errorf("%s: language missing", m)
		}
		for _, bad := range []string{"url(", "@import", "http://", "src=", "<img", "<script", "List-Unsubscribe", "Disposition-Notification"} {
			if strings.Contains(m.HTML, bad) || strings.Contains(m.Text, bad) {
				t.Errorf("%s: %s", m, bad)
			}
		}
	}
}

// TestEmptyBlocks: a branch that leaves nothing leaves no shell either.
func TestEmptyBlocks(t *testing.T) {
	empty := regexp.MustCompile(`<(p|li|h[1-3]|ul|ol|blockquote)[^>]*>\s*</`)
	for _, m := range allMails(t) {
		if s := empty.FindString(m.HTML); s != "" {
			t.Errorf("%s: empty %s", m, s)
		}
	}
}

// TestContrast computes what WCAG 1.4.3 asks, 4.5:1, for every piece of text on
// the background that is really behind it: with the style block dropped, with
// it, and in dark mode.
func TestContrast(t *testing.T) {
	_, sheet, _ := strings.Cut(mustLoad(t).layout.page, "<style>")
	sheet, _, _ = strings.Cut(sheet, "</style>")
	_, dark, ok := strings.Cut(sheet, "@media (prefers-color-scheme: dark) {")
	if !ok {
		t.Fatal("no dark mode")
	}
	dark, _, _ = strings.Cut(dark, "\n@media")
	dark = strings.ReplaceAll(strings.TrimSuffix(strings.TrimSpace(dark), "}"), " !important", "")
	night, err := parseStyles(dark)
	if err != nil {
		t.Fatal(err)
	}
	lowest := map[string]float64{}
	for _, m := range allMails(t) {
		root, err := html.Parse(strings.NewReader(m.HTML))
		if err != nil {
			t.Fatal(err)
		}
		for mode, rules := range map[string]styles{"light": nil, "dark": night} {
			if isLetter(m.name) {
				rules = nil // has no dark mode: her mail program would mix the two
			}
			c := &contrast{mode: mode, rules: rules, low: 21}
			c.walk(root, "", "", nil)
			if lowest[mode] == 0 || c.low < lowest[mode] {
				lowest[mode] = c.low
			}
			for _, p := range c.problems {
				t.Errorf("%s: %s", m, p)
			}
		}
	}
	t.Logf("lowest contrast: light %.2f, dark %.2f", lowest["light"], lowest["dark"])
}

type contrast struct {
	mode     string
	rules    styles // dark mode, put over each element's own style
	low      float64
	problems []string
}

var decl = func(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|;)\s*` + name + `:\s*(#[0-9a-f]{6})`)
}

var colour, background = decl("color"), decl("background-color")

func (c *contrast) walk(n *html.Node, fg, bg string, above []*html.Node) {
	if n.Type == html.ElementNode {
		if n.Data == "head" {
			return
		}
		own := []string{attr(n, "style")}
		for sel, decls := range c.rules {
			if matches(sel, n, above) {
				own = append(own, decls)
			}
		}
		for _, s := range own {
			if f := colour.FindStringSubmatch(s); f != nil {
				fg = f[1]
			}
			if b := background.FindStringSubmatch(s); b != nil {
				bg = b[1]
			}
		}
		above = append(slices.Clone(above), n)
	}
	if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
		if fg == "" || bg == "" {
			c.problems = append(c.problems, fmt.Sprintf("%s: no colours for %q", c.mode, n.Data))
			return
		}
		r := ratio(fg, bg)
		c.low = min(c.low, r)
		if r < 4.5 {
			c.problems = append(c.problems, fmt.Sprintf("%s: %s on %s is %.2f: %q", c.mode, fg, bg, r, n.Data))
		}
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.walk(child, fg, bg, above)
	}
}

// matches knows selectors such as "p", ".voet" and ".voet p".
func matches(sel string, n *html.Node, above []*html.Node) bool {
	parts := strings.Fields(sel)
	if !simple(parts[len(parts)-1], n) {
		return false
	}
	return len(parts) == 1 || slices.ContainsFunc(above, func(a *html.Node) bool { return simple(parts[0], a) })
}

func simple(sel string, n *html.Node) bool {
	if class, ok := strings.CutPrefix(sel, "."); ok {
		return slices.Contains(strings.Fields(attr(n, "class")), class)
	}
	return sel == n.Data
}

// ratio is the contrast of WCAG 2, 1.4.3.
func ratio(a, b string) float64 {
	l, m := luminance(a), luminance(b)
	return (max(l, m) + 0.05) / (min(l, m) + 0.05)
}

func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func TestRatioAgreesWithTheStandard(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#ff0000", "#ffffff", 4.00}} {
		if got := ratio(x.a, x.b); math.Abs(got-x.want) > 0.01 {
			t.Errorf("ratio(%s, %s) = %.2f, want %.2f", x.a, x.b, got, x.want)
		}
	}
}
