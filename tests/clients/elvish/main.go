// Elvish for Windows, without its daemon and its language server: not every proxy has their modules.
package main

import (
	"os"

	"src.elv.sh/pkg/prog"
	"src.elv.sh/pkg/shell"
)

func main() {
	os.Exit(prog.Run([3]*os.File{os.Stdin, os.Stdout, os.Stderr}, os.Args, &shell.Program{}))
}
