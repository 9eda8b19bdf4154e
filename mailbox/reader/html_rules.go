package reader

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlSpace is what HTML folds, and the hard spaces that clients fill lines with.
func htmlSpace(r rune) bool {
	switch r {
	case ' ', '\n', '\r', '\t', '\f', '\u00a0', '\u2007', '\u202f':
		return true
	}
	return false
}

// empty drops the letters without width that mailings hide between others.
var empty = strings.NewReplacer("\u200b", "", "\u200c", "", "\ufeff", "", "\u034f", "", "\u00ad", "")

// hides tells whether an element is not shown.
func hides(a attrs) bool {
	if a.hidden {
		return true
	}
	if a.style == "" {
		return false
	}
	s := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, a.style)
	for _, h := range [...]string{"display:none", "visibility:hidden", "mso-hide:all", "opacity:0;", "font-size:0;", "font-size:0px", "font-size:0pt", "font-size:1px", "max-height:0;", "max-height:0px"} {
		if i := strings.Index(s, h); i >= 0 && (i == 0 || s[i-1] == ';' || h[0] == 'm') {
			return true
		}
	}
	return strings.HasSuffix(s, "opacity:0") || strings.HasSuffix(s, ";font-size:0") || s == "font-size:0"
}

// isCite tells a quoted mail from a block that a person indented.
func isCite(a attrs) bool {
	if a.typ == "cite" {
		return true
	}
	c := strings.ToLower(a.class + " " + a.id)
	if strings.Contains(c, "quote") || strings.Contains(c, "cite") {
		return true
	}
	s := strings.ReplaceAll(a.style, " ", "")
	return strings.Contains(s, "border-left:") && !strings.Contains(s, "border-left:none") && !strings.Contains(s, "border-left:0")
}

// borderOf tells the elements with which clients begin the mail they answer.
// Outlook for the web puts x_ in front of every id of a mail it quotes.
func borderOf(a atom.Atom, at attrs) rune {
	if at.id != "" {
		switch strings.TrimPrefix(at.id, "x_") {
		case "divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "ms-outlook-mobile-body-separator-line":
			return markCut
		case "appendonsend", "replySplit", "reply-intro":
			// Outlook for the web leaves an empty appendonsend in new mail, too.
			return markHint
		}
		if strings.Contains(at.id, "yahoo_quoted") {
			return markCut
		}
	}
	if at.class != "" {
		for _, c := range [...]string{"yahoo_quoted", "protonmail_quote", "OutlookMessageHeader"} {
			if strings.Contains(at.class, c) {
				return markCut
			}
		}
		for _, c := range [...]string{"gmail_attr", "moz-cite-prefix", "moz-forward-container", "gmail_quote"} {
			if strings.Contains(at.class, c) {
				return markHint
			}
		}
	}
	// Outlook desktop draws a line above "Van:".
	if a == atom.Div && strings.Contains(at.style, "border-top:solid #") {
		return markHint
	}
	return 0
}

// crude is the last resort for HTML that hides everything: what stands between
// the tags.
func crude(src string) string {
	var out strings.Builder
	for src != "" {
		i := strings.IndexByte(src, '<')
		if i < 0 {
			out.WriteString(src)
			break
		}
		out.WriteString(src[:i])
		j := strings.IndexByte(src[i:], '>')
		if j < 0 {
			break
		}
		out.WriteByte(' ')
		src = src[i+j+1:]
	}
	return cleanText(strings.TrimSpace(html.UnescapeString(out.String())))
}

func atoi(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || n > 1<<20 {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}
