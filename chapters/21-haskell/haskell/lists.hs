-- Lists without an end, and how much of them is computed.
module Main (main) where

import Debug.Trace (trace)
import System.IO

primes :: [Int]
primes = 2 : filter isPrime [3 ..]

isPrime :: Int -> Bool
isPrime n = all (\p -> n `mod` p /= 0) (takeWhile (\p -> p * p <= n) primes)

-- watched is a list whose numbers say when they are computed.
watched :: String -> [Int] -> [Int]
watched name = map (\n -> trace ("  " ++ name ++ " " ++ show n) n)

main :: IO ()
main = do
  hSetBuffering stdout LineBuffering
  print (head (filter isPrime [1000001 ..]))
  let rows = zip3 (watched "number" [1 ..]) (watched "square" (map (^ (2 :: Int)) [1 ..])) (watched "prime" primes)
  putStrLn "rows has been written down"
  print (rows !! 2)
