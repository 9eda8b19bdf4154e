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

// "Met vriendelijke groet" stands in every mail: read as a misspelt "Groen" it
// held every complaint.
func TestClosingIsNoName(t *testing.T) {
	in := Input{
		Text:  "Ik dien een klacht in over mijn bemiddelaar. Hij kwam niet.\nGroet, Anna Bakker",
		Staff: []Staff{{Role: "bestuur", Name: "Ruud Groen"}},
	}
	if found := Doubts(in, Date{2026, 4, 14}); len(found) != 0 {
		t.Errorf("Doubts() = %v, want none", found)
	}
	in.Text = "Ik dien een klacht in over meneer Gruen. Hij kwam niet."
	if found := Doubts(in, Date{2026, 4, 14}); len(found) != 1 {
		t.Errorf("Doubts() = %v, want the misspelt name", found)
	}
}
