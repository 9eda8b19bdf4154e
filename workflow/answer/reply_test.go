package answer

import (
	"slices"
	"testing"
)

func TestFirstLine(t *testing.T) {
	for _, c := range []struct{ in, line, rest string }{
		{"1", "1", ""},
		{"Beste Karin,\n\n1\nzie onder", "1", "zie onder"},
		{"Hallo\n\nIk ben tevreden.\n", "Ik ben tevreden.", ""},
		{"Goedemorgen,\nBeste commissie,\n2", "2", ""},
		{"Beste Karin, 1", "Beste Karin, 1", ""},
		{"> 1\n> 2", "", ""},
		{"Op di 28 apr 2026 om 10:00 schreef Klachtencommissie:\n1", "", ""},
		{"3\n-----Oorspronkelijk bericht-----\nVan: a@example.org\n1", "3", ""},
		{"", "", ""},
		{"Geachte commissie,", "", ""},
	} {
		if line, rest := FirstLine(c.in); line != c.line || rest != c.rest {
			t.Errorf("FirstLine(%q) = %q, %q, want %q, %q", c.in, line, rest, c.line, c.rest)
		}
	}
}

func TestSalutation(t *testing.T) {
	for _, c := range []struct {
		in, name string
		ok       bool
	}{
		{"Beste mevrouw Jansen,", "mevrouw Jansen", true},
		{"Geachte heer De Vries", "heer De Vries", true},
		{"Beste Karin", "Karin", true},
		{"Geachte mevrouw El Amrani, geachte heer Smit,", "mevrouw El Amrani, geachte heer Smit", true},
		{"Dear Ms Jones,", "Ms Jones", true},
		{"Geachte mevr. van der Berg-Smit:", "mevr. van der Berg-Smit", true},
		{"Goedemorgen,", "", false},
		{"Hallo", "", false},
		{"Notitie: klager belde", "", false},
		{"1", "", false},
		{"Beste is om te bellen", "", false},
		{"Daguitje gepland", "", false},
	} {
		if name, ok := Salutation(c.in); name != c.name || ok != c.ok {
			t.Errorf("Salutation(%q) = %q, %v, want %q, %v", c.in, name, ok, c.name, c.ok)
		}
	}
}

func TestCode(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"Antwoordcode: K7F3-9K2M-QX", []string{"K7F39K2MQX"}},
		{"k7f3-9k2m-qx", []string{"K7F39K2MQX"}},
		{"Uw bericht [K-2026-0001-7] K7F39K2MQX", []string{"K7F39K2MQX"}},
		{"K-2026-0001/U1-7F3K92QM4D", []string{"7F3K92QM4D"}},
		{"code KTF3-9K2M-OX en nog eens KTF39K2M0X.", []string{"KTF39K2M0X"}},
		{"lees IL00-9K2M-QX", []string{"11009K2MQX"}},
		{"twee: K7F3-9K2M-QX, A1B2-C3D4-E5", []string{"K7F39K2MQX", "A1B2C3D4E5"}},
		{"K7F3–9K2M–QX", []string{"K7F39K2MQX"}},
		{"K7F3 9K2M QX", []string{"K7F39K2MQX"}},
		{"(K7F39K2MQX)", []string{"K7F39K2MQX"}},
		{"Bel 0612345678 of 06-12345678", nil},
		{"IBAN NL91ABNA0417164300", nil},
		{"medewerker Begeleider BEMIDDELAAR gesprekken", nil},
		{"https://example.org/K7F39K2MQX", nil},
		{"piet12345678@example.org", nil},
		{"2026-04-28 1234567890", nil},
		{"550e8400-e29b-41d4-a716-446655440000", nil},
		{"[K-2026-0001-7]", nil},
		{"Kaas goed ik", nil},
		{"twee-drie-en", nil},
		{"9K2MU7F3QX", nil}, // U is no letter of the alphabet
	} {
		if got := Code(c.in); !slices.Equal(got, c.want) {
			t.Errorf("Code(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	if got := FormatCode("K7F39K2MQX"); got != "K7F3-9K2M-QX" {
		t.Errorf("FormatCode = %q", got)
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Ik heb een klacht over het gesprek met uw medewerker.", "nl"},
		{"I would like to make a complaint about the way I was treated.", "en"},
		{"Ich bin sehr unzufrieden mit der Behandlung und möchte mich beschweren.", ""},
		{"Je ne suis pas content de la façon dont vous avez traité ma demande.", ""},
		{"ok", ""},
		{"", ""},
		{"Dear committee, ik heb een vraag over mijn klacht en ik hoor graag van u.", "nl"},
		{"The meeting was badly prepared and nobody told me what would happen with my file.", "en"},
	} {
		if got := Language(c.in); got != c.want {
			t.Errorf("Language(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
