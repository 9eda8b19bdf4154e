package answer

// Words that are frequent in one of the two languages and rare or absent in the
// other, and a few of the neighbours so that German is not taken for Dutch.
var (
	dutchWords = set(`ik je jij u uw het een en van niet dat dit met voor aan op zijn heb hebt heeft hebben wij jullie mij mijn ook maar naar om te bij er nog wel geen als wat
 kan kunt wil wilt deze door over uit al zo na graag ben bent wordt werd werden moet gesprek klacht groet groeten tevreden bedankt dank hoe waarom wanneer toen omdat mevrouw meneer`)
	englishWords = set(`i you your the a and of not that this with for to have has had we they my me also but at be is are was were would could should from by about
 if what can will do did does it he she his her their there been which who how why when because please thank thanks regards complaint dear am an`)
	otherWords = set(`ich und der die das nicht mit fur auf ein eine ist sie wir haben habe sich zu dem den je ne pas les des une est dans avec pour que qui nous vous mon ma
 sur et le la no los las una por para el de que con nie sie jest na do i w z ze ve bir bu icin degil`)
)

// Marks of a word in wordLanguage.
const (
	inDutch = 1 << iota
	inEnglish
	inOther
)

// listed are the words of the lists with their marks. Every word of every mail is
// looked up, so they stand in a table of their own: a word of small letters and
// apostrophes is a number, five bits to a letter, and stands at the first free
// place from where its number leads.
var listed = func() (table [2048]listedWord) {
	marks := make(map[string]uint8)
	for mark, words := range map[uint8]map[string]bool{inDutch: dutchWords, inEnglish: englishWords, inOther: otherWords} {
		for w := range words {
			marks[w] |= mark
		}
	}
	for w, mark := range marks {
		number := uint64(0)
		for i := range len(w) {
			number = number<<5 | uint64(letterNumber[w[i]])
		}
		i := listedAt(number)
		for table[i].number != 0 {
			i = (i + 1) % len(table)
		}
		table[i] = listedWord{number, mark}
	}
	return table
}()

type listedWord struct {
	number uint64
	mark   uint8
}

// longestListed is the length of the longest word of the lists; twelve would fit in
// a number.
const longestListed = 10

// letterNumber numbers the letters of the lists from 1.
var letterNumber = func() (n [256]uint8) {
	for c := byte('a'); c <= 'z'; c++ {
		n[c] = c - 'a' + 1
	}
	n['\''] = 27
	return n
}()

func listedAt(number uint64) int { return int(number * 0x9e3779b97f4a7c15 >> (64 - 11)) }

// wordLanguage tells to which of the lists a word belongs.
func wordLanguage(w string) uint8 {
	number := uint64(0)
	for i := range len(w) {
		n := letterNumber[w[i]]
		if n == 0 {
			return 0
		}
		number = number<<5 | uint64(n)
	}
	for i := listedAt(number); listed[i].number != 0; i = (i + 1) % len(listed) {
		if listed[i].number == number {
			return listed[i].mark
		}
	}
	return 0
}

// Language tells in which of our two languages a text is written: "nl", "en", or
// "" when it is too short, mixed or another language.
func Language(text string) string { return languageOf(newText(text).low) }

func languageOf(low string) string {
	nl, en, other, n := 0, 0, 0, 0
	eachWord(low, &spokenBytes, func(i, j int) {
		n++
		if j-i > longestListed {
			return
		}
		switch wordLanguage(low[i:j]) {
		case inDutch, inDutch | inOther:
			nl++
		case inEnglish, inEnglish | inOther:
			en++
		case inOther:
			other++
		}
	})
	switch best := max(nl, en); {
	case best < 2, other > best, best*8 < n:
		return ""
	case nl >= 3*en+1:
		return "nl"
	case en >= 3*nl+1 && en >= 3:
		return "en"
	case nl > en+other && nl >= 2*en:
		return "nl"
	}
	return ""
}
