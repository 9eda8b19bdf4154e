package answer

import "strings"

// BareName reads an answer to "how are you called?" that is nothing but the
// name: the first line that is no greeting, when a full name fills it. It is only
// for a mail that was asked for the name; elsewhere such a line says nothing.
func BareName(text string) string {
	line, _ := FirstLine(text)
	line = strings.TrimRight(strings.TrimSpace(line), ".,!")
	name := nameAt(line, false)
	if name == "" || !strings.Contains(name, " ") || fold(name) != fold(line) {
		return ""
	}
	return name
}

// describesFrom is how many words an answer needs to tell what happened.
const describesFrom = 6

// Describes reports whether an answer to "what happened?" tells anything at all.
// Whether it tells enough is for the handler to say.
func Describes(text string) bool { return len(strings.Fields(text)) >= describesFrom }
