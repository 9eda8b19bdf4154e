package reader

import "flag"

// long runs the tests with their full counts.
var long = flag.Bool("long", false, "run the long tests with their full counts")
