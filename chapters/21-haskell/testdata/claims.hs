-- What the chapter says of Haskell beside its programs.
module Main (main) where

import Control.Exception
import Debug.Trace (trace)

main :: IO ()
main = do
  -- The length of a list needs none of its elements.
  print (length [1 `div` (0 :: Int), 2])
  -- A name stands for a value that is computed once, if at all.
  let poem = trace "  computed" "slack"
      unused = error "nobody needs it" :: Int
  print (length [poem, poem, show unused] - 1)
  putStrLn (if poem == "slack" then poem else poem)
  -- An error waits in a value until the value is needed, outside of the try that surrounded its making.
  held <- try (return (error "no ink" :: String)) :: IO (Either SomeException String)
  outcome <- try (evaluate (either (const 0) length held))
  case outcome of
    Left problem -> putStrLn (takeWhile (/= '\n') (displayException (problem :: ErrorCall)))
    Right n -> print n
