package paper

// BlockKind says what a Block is.
type BlockKind int

const (
	Paragraph BlockKind = iota
	Heading             // Level 1, 2 or 3
	Item                // of a list; Marker is "1." or "–", "" for what follows in the same item
	Rule                // a line across; what follows is small print
)

// Block is a paragraph of a letter.
type Block struct {
	Kind   BlockKind
	Level  int // of a heading; of an item how deep it lies, from 1
	Marker string
	Quoted bool // words of somebody else
	Small  bool // small print
	Runs   []Run
}

// Run is a stretch of words in one shape. A "\n" in it is a wished line break, a
// no-break space keeps words on one line.
type Run struct {
	Text string
	Bold bool
}
