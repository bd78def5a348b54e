-- get-2 asks for poems in threads, one for each, and prints them in the order of the arguments.
module Main (main) where

import Control.Concurrent
import Control.Exception
import Control.Monad
import GHC.IO.Exception (ioe_description)
import Network.Socket
import System.Environment
import System.Exit
import System.IO

type Address = (HostName, ServiceName)

-- main asks for all the poems, and then prints one after another.
main :: IO ()
main = do
  (flags, servers) <- arguments "--ahead"
  boxes <- forM servers $ \server -> do
    box <- newEmptyMVar
    _ <- forkIO (ask flags server box)
    return box
  came <- forM (zip [1 ..] boxes) $ \(n, box) -> attempt n $ do
    answer <- takeMVar box
    poem <- either throwIO return answer
    when (null poem) (throwIO (userError "the server said nothing"))
    putStrLn poem
  conclude came

-- ask puts a poem into a box as soon as it is connected; with a flag, it then reads it.
ask :: [String] -> Address -> MVar (Either SomeException String) -> IO ()
ask flags server box = do
  answer <- try (readPoem server)
  putMVar box answer
  unless (null flags) (either (const (return ())) gather answer)

-- gather reads all of a poem. If it breaks off, main will find out when it prints it.
gather :: String -> IO ()
gather poem = void (try (evaluate (length poem)) :: IO (Either SomeException Int))

-- readPoem connects to a server and returns its poem, of which it has read nothing.
readPoem :: Address -> IO String
readPoem (host, port) = do
  let hints = defaultHints {addrSocketType = Stream}
  info : _ <- getAddrInfo (Just hints) (Just host) (Just port)
  server <- openSocket info
  connect server (addrAddress info) `onException` close server
  h <- socketToHandle server ReadMode
  hSetBinaryMode h True
  hGetContents h

-- attempt does what there is to do for poem n. If that fails, it says why, and returns False.
attempt :: Int -> IO () -> IO Bool
attempt n action = do
  outcome <- try action
  case outcome of
    Right () -> return True
    Left problem -> do
      hPutStrLn stderr ("poem " ++ show n ++ ": " ++ reason problem)
      return False

-- reason is what went wrong, in the system's words.
reason :: SomeException -> String
reason problem = maybe (displayException problem) ioe_description (fromException problem)

-- arguments takes the command line apart: flags, of which there is one, and addresses.
arguments :: String -> IO ([String], [Address])
arguments flag = do
  hSetBinaryMode stdout True
  forM_ [stdout, stderr] (`hSetBuffering` LineBuffering)
  (flags, servers) <- span (== flag) <$> getArgs
  when (null servers) $ do
    hPutStrLn stderr ("usage: [" ++ flag ++ "] [HOST:]PORT...")
    exitWith (ExitFailure 2)
  return (flags, map address servers)

-- address takes [HOST:]PORT apart.
address :: String -> Address
address text = case break (== ':') text of
  (host, ':' : port) -> (host, port)
  (port, _) -> ("127.0.0.1", port)

-- conclude ends the program, with status 1 if poems are missing.
conclude :: [Bool] -> IO ()
conclude came = unless (and came) $
  die (show (length (filter not came)) ++ " of " ++ show (length came) ++ " poems did not come")
