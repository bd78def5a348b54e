-- get-1 fetches poems in threads, one for each, and prints every line when it is there.
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

-- main starts a thread for each poem, and waits for all of them.
main :: IO ()
main = do
  (flags, servers) <- arguments "--careless"
  screen <- newMVar ()
  ends <- forM (zip [1 ..] servers) $ \(n, server) -> do
    end <- newEmptyMVar
    _ <- forkIO (attempt n (recite flags screen n server) >>= putMVar end)
    return end
  came <- mapM takeMVar ends
  conclude came

-- recite prints a poem, line by line, and has the screen to itself for each.
recite :: [String] -> MVar () -> Int -> Address -> IO ()
recite flags screen n server = do
  poem <- readPoem server
  when (null poem) (throwIO (userError "the server said nothing"))
  forM_ (lines poem) $ \line -> do
    when (null flags) (void (evaluate (length line)))
    withMVar screen (\_ -> putStrLn (show n ++ "  " ++ line))

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
