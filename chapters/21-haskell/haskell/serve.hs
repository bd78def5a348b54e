-- serve recites a poem, ten bytes at a time, to all who connect: a thread for each.
module Main (main) where

import Control.Concurrent
import Control.Exception
import Control.Monad
import Network.Socket
import System.Environment
import System.Exit
import System.IO

main :: IO ()
main = do
  arguments <- getArgs
  case arguments of
    [file, port] -> do
      poem <- withBinaryFile file ReadMode (\h -> hGetContents h >>= \text -> evaluate (length text) >> return text)
      door <- listenOn port
      name <- socketPort door
      putStrLn ("Serving " ++ file ++ " on 127.0.0.1:" ++ show name)
      hFlush stdout
      forever $ do
        (client, _) <- accept door
        forkFinally (recite poem client) (const (return ()))
    _ -> hPutStrLn stderr "usage: serve FILE PORT" >> exitWith (ExitFailure 2)

-- listenOn returns a socket that takes connections.
listenOn :: ServiceName -> IO Socket
listenOn port = do
  let hints = defaultHints {addrSocketType = Stream}
  info : _ <- getAddrInfo (Just hints) (Just "127.0.0.1") (Just port)
  door <- openSocket info
  setSocketOption door ReuseAddr 1
  bind door (addrAddress info)
  listen door 1024
  return door

-- recite sends the pieces of a poem, and rests after each.
recite :: String -> Socket -> IO ()
recite poem client = do
  h <- socketToHandle client WriteMode
  hSetBinaryMode h True
  forM_ (pieces poem) (\piece -> hPutStr h piece >> hFlush h >> threadDelay 100000) `finally` hClose h

-- pieces is a text in pieces of ten, the last of which may be shorter.
pieces :: String -> [String]
pieces "" = []
pieces text = take 10 text : pieces (drop 10 text)
