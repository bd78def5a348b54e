// Package exercise is about a client in Haskell that wants the first poem that is whole.
package exercise

// Program asks several servers at once and prints the first poem of which all is there. Servers that
// refuse, that hang up without a word, or that need longer do not matter. Its exit status is 1 when no
// poem comes.
const Program = `-- first-whole asks several servers, and prints the poem that is whole first.
module Main (main) where

import Control.Concurrent
import Control.Exception
import Control.Monad
import Network.Socket
import System.Environment
import System.Exit
import System.IO

type Address = (HostName, ServiceName)

main :: IO ()
main = do
  hSetBinaryMode stdout True
  servers <- map address <$> getArgs
  results <- newEmptyMVar
  forM_ servers $ \server -> do
    answer <- try (readPoem server) :: IO (Either SomeException String)
    forkIO (try (either throwIO whole answer) >>= putMVar results)
  firstOf (length servers) results

-- whole returns a poem when all of it is there.
whole :: String -> IO String
whole poem = do
  n <- evaluate (length poem)
  when (n == 0) (throwIO (userError "the server said nothing"))
  return poem

-- firstOf prints the first poem of n results.
firstOf :: Int -> MVar (Either SomeException String) -> IO ()
firstOf 0 _ = die "no poem came"
firstOf n results = do
  result <- takeMVar results
  case result of
    Left _ -> firstOf (n - 1) results
    Right poem -> putStr poem

-- readPoem connects to a server and returns its poem, of which it has read nothing.
readPoem :: Address -> IO String
readPoem (host, port) = do
  let hints = defaultHints {addrSocketType = Stream}
  info : _ <- getAddrInfo (Just hints) (Just host) (Just port)
  server <- openSocket info
  onException (connect server (addrAddress info)) (close server)
  h <- socketToHandle server ReadMode
  hSetBinaryMode h True
  hGetContents h

-- address takes [HOST:]PORT apart.
address :: String -> Address
address text = case break (== ':') text of
  (host, ':' : port) -> (host, port)
  (port, _) -> ("127.0.0.1", port)
`
