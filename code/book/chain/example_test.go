package chain_test

import (
	"fmt"
	"os"

	"slowpoetry/code/book/chain"
)

func Example() {
	d, err := chain.Parse(`
		fire value tide
		return %v!  | pass
		fail no ink | return sorry
		pass        | return %v, and so on
	`)
	if err != nil {
		fmt.Println(err)
		return
	}
	d.Figure(d.Run()).Text(os.Stdout)
	// Output:
	//             values                    errors
	//                | tide
	// 1  (      return %v!      )
	//                | tide!
	// 2  (     fail no ink      )  [     return sorry     ]
	//                '-------------------------.
	//                                          | no ink
	// 3                            [ return %v, and so on ]
	//                .-------------------------'
	//                |
	// the result: no ink, and so on
}
