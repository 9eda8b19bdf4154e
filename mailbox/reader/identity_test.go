package reader

import (
	"strings"
	"testing"
)

// TestIdentity has the shapes of From that programs read differently, among them
// those that were used to show a victim another sender than the one that DMARC
// looked at. Only the plain ones are an identity (trust rule 6).
func TestIdentity(t *testing.T) {
	const jan = "jan@voorbeeld.nl"
	tests := []struct{ name, header, want string }{
		{"bare", "From: jan@voorbeeld.nl", jan},
		{"name and brackets", "From: Jan Jansen <jan@voorbeeld.nl>", jan},
		{"quoted name", "From: \"Jansen, Jan\" <jan@voorbeeld.nl>", jan},
		{"encoded name", "From: =?UTF-8?Q?Ren=C3=A9e?= <jan@voorbeeld.nl>", jan},
		{"raw UTF-8 name", "From: Renée de Groot <jan@voorbeeld.nl>", jan},
		{"name is the address", "From: jan@voorbeeld.nl <jan@voorbeeld.nl>", jan},
		{"quoted name is the address", "From: \"jan@voorbeeld.nl\" <jan@voorbeeld.nl>", jan},
		{"folded", "From: Jan Jansen\r\n <jan@voorbeeld.nl>", jan},
		{"upper case field", "FROM: Jan <JAN@Voorbeeld.NL>", "JAN@voorbeeld.nl"},
		{"brackets without a name", "From: <jan@voorbeeld.nl>", jan},
		{"plus and dots", "From: j.jansen+werk@post.voorbeeld.nl", "j.jansen+werk@post.voorbeeld.nl"},

		{"1 two From lines", "From: jan@voorbeeld.nl\r\nFrom: kwaad@example.org", ""},
		{"2 two From lines, other case", "From: jan@voorbeeld.nl\r\nfrom: kwaad@example.org", ""},
		{"3 space before the colon", "From : jan@voorbeeld.nl", ""},
		{"4 a second one with a space", "From: kwaad@example.org\r\nFrom : jan@voorbeeld.nl", ""},
		{"5 two addresses", "From: jan@voorbeeld.nl, kwaad@example.org", ""},
		{"6 two in brackets", "From: <jan@voorbeeld.nl>, <kwaad@example.org>", ""},
		{"7 two brackets without a comma", "From: <jan@voorbeeld.nl> <kwaad@example.org>", ""},
		{"8 group", "From: Groep: jan@voorbeeld.nl;", ""},
		{"9 source route", "From: <@example.org,@a.nl:jan@voorbeeld.nl>", ""},
		{"10 quoted local part", "From: \"jan\"@voorbeeld.nl", ""},
		{"11 quoted local part with a second address", "From: \"jan@voorbeeld.nl\"@example.org", ""},
		{"12 comment behind", "From: jan@voorbeeld.nl (Jan <kwaad@example.org>)", ""},
		{"13 comment in the address", "From: jan(x)@voorbeeld.nl", ""},
		{"14 comment before the brackets", "From: Jan (kwaad@example.org) <jan@voorbeeld.nl>", ""},
		{"15 encoded address", "From: =?utf-8?Q?jan=40voorbeeld=2Enl?=", ""},
		{"16 encoded word as local part", "From: =?utf-8?Q?jan?=@voorbeeld.nl", ""},
		{"17 homoglyph domain", "From: jan@vооrbeeld.nl", ""},
		{"18 letters outside ASCII in the local part", "From: rené@voorbeeld.nl", ""},
		{"19 NUL in the address", "From: jan@voorbeeld.nl\x00@example.org", ""},
		{"20 NUL in the field name", "From\x00: jan@voorbeeld.nl\r\nFrom: kwaad@example.org", ""},
		{"21 domain literal", "From: jan@[192.0.2.1]", ""},
		{"22 two @", "From: jan@voorbeeld.nl@example.org", ""},
		{"23 unquoted other address as the name", "From: jan@voorbeeld.nl <kwaad@example.org>", ""},
		{"24 no From", "Sender: jan@voorbeeld.nl", ""},
		{"25 empty From", "From:", ""},
		{"26 null address", "From: <>", ""},
		{"27 text behind the brackets", "From: Jan <jan@voorbeeld.nl> kwaad@example.org", ""},
		{"28 unclosed quote", "From: \"Jan <jan@voorbeeld.nl>", ""},
		{"29 nested brackets", "From: <<jan@voorbeeld.nl>>", ""},
		{"30 no dot in the domain", "From: jan@localhost", ""},
		{"31 empty label", "From: jan@voorbeeld..nl", ""},
		{"32 dot at the end", "From: jan@voorbeeld.nl.", ""},
		{"33 semicolon list", "From: jan@voorbeeld.nl; kwaad@example.org", ""},
		{"34 backslash", "From: jan\\@voorbeeld.nl", ""},
		{"35 bytes that are no UTF-8", "From: Ren\xe9e <jan@voorbeeld.nl>", ""},
		{"36 spaces in the address", "From: jan @voorbeeld.nl", ""},
		{"37 local part of 65", "From: " + strings.Repeat("a", 65) + "@voorbeeld.nl", ""},
		{"38 field of a megabyte", "From: " + strings.Repeat("x", 1<<20) + " <jan@voorbeeld.nl>", ""},
		{"39 soft hyphen in the field name", "Fro\xc2\xadm: jan@voorbeeld.nl\r\nFrom : kwaad@example.org", ""},
		{"40 bare CR", "From: kwaad@example.org\rFrom: jan@voorbeeld.nl", ""},
	}
	for _, tt := range tests {
		m := Read(strings.NewReader(tt.header+"\r\nTo: k@perspectief.example\r\nSubject: x\r\n\r\nTekst\r\n"), Options{})
		if got := m.From.Addr(); got != tt.want {
			t.Errorf("%s: From = %q, want %q", tt.name, got, tt.want)
		}
		if tt.want == "" && len(m.Problems) == 0 {
			t.Errorf("%s: no problem is named", tt.name)
		}
		checkClean(t, tt.name, m)
	}
}

// TestShownFrom recovers what people may read.
func TestShownFrom(t *testing.T) {
	for from, want := range map[string]string{
		"jan@voorbeeld.nl (Jan Jansen)":                    "Jan Jansen|jan@voorbeeld.nl",
		"Groot, Renée de <r@voorbeeld.nl>":                 "Groot, Renée de|r@voorbeeld.nl",
		"<<jan@voorbeeld.nl>>":                             "|jan@voorbeeld.nl",
		"Jan Jansen [mailto:jan@voorbeeld.nl]":             "Jan Jansen|jan@voorbeeld.nl",
		"\"Jan\" <mailto:jan@voorbeeld.nl>":                "Jan|jan@voorbeeld.nl",
		"Jan jan@voorbeeld.nl":                             "Jan|jan@voorbeeld.nl",
		"Groep: jan@voorbeeld.nl;":                         "|jan@voorbeeld.nl",
		"=?iso-8859-1?Q?Ren=E9e?= <r@voorbeeld.nl>":        "Renée|r@voorbeeld.nl",
		"\"=?utf-8?B?UmVuw6ll?=\" <r@voorbeeld.nl>":        "Renée|r@voorbeeld.nl",
		"jan@voorbeeld.nl<mailto:jan@voorbeeld.nl>":        "|jan@voorbeeld.nl",
		"'Jan Jansen' via Klachten <k@lijst.voorbeeld.nl>": "'Jan Jansen' via Klachten|k@lijst.voorbeeld.nl",
		"iemand zonder adres":                              "iemand zonder adres|",
	} {
		m := Read(strings.NewReader("From: "+from+"\r\nSubject: x\r\n\r\nTekst\r\n"), Options{})
		if got := m.FromShown.Name + "|" + m.FromShown.Addr(); got != want {
			t.Errorf("%s: shown %q, want %q", from, got, want)
		}
	}
}
