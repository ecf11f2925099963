dotnet tool install --global LineFramer.Fuzz
dotnet new classlib -o PictureFuzz && cd PictureFuzz
dotnet add package MetadataExtractor --version 2.4.3
cat > Class1.cs <<'END'
public static class PictureFuzz
{
    public static void Read(byte[] input)
    {
        try { MetadataExtractor.ImageMetadataReader.ReadMetadata(new MemoryStream(input)); }
        catch (MetadataExtractor.ImageProcessingException) { }   // what it says it throws
        catch (IOException) { }
    }
}
END
dotnet publish -o out
lineframer-fuzz fuzz --assembly out/PictureFuzz.dll --method PictureFuzz.Read --instrument MetadataExtractor --seconds 60 -- -seed=1
