package answer

import "testing"

func TestBareName(t *testing.T) {
	for text, want := range map[string]string{
		"Roos Verhoeven":                        "Roos Verhoeven",
		"Goedemorgen,\n\nRoos Verhoeven\n":      "Roos Verhoeven",
		"Jan-Willem van der Meer.":              "Jan-Willem van der Meer",
		"Roos":                                  "", // half a name is asked for again
		"Wat een onzin":                         "",
		"Dat zeg ik niet":                       "",
		"Ik heet Roos Verhoeven en ben boos":    "",
		"":                                      "",
		"Met vriendelijke groet":                "",
		"Verstuurd vanaf mijn iPhone":           "",
		"Sanne de Boer heeft mij slecht gedaan": "",
	} {
		if got := BareName(text); got != want {
			t.Errorf("BareName(%q) = %q, want %q", text, got, want)
		}
	}
}
