using LineFraming.FuzzEngine;

namespace FuzzLibraries;

/// <summary>
/// A method for each library that is fuzzed: it reads untrusted input as the library's users do. What the library is documented
/// to throw is no finding.
/// </summary>
public static class Libraries
{
    [MayThrow(typeof(EndOfStreamException), typeof(InvalidDataException))]
    public static void Dns(byte[] input) => new Makaretu.Dns.Message().Read(input);

    [MayThrow(typeof(YamlDotNet.Core.YamlException))]
    public static void Yaml(string input) => new YamlDotNet.RepresentationModel.YamlStream().Load(new StringReader(input));

    [MayThrow(typeof(Tomlyn.TomlException))]
    public static void Toml(string input) => Tomlyn.TomlSerializer.Deserialize<Tomlyn.Model.TomlTable>(input);

    [MayThrow(typeof(ICSharpCode.SharpZipLib.SharpZipBaseException), typeof(EndOfStreamException))]
    public static void BZip2(Stream input) => new ICSharpCode.SharpZipLib.BZip2.BZip2InputStream(input).CopyTo(Stream.Null);

    [MayThrow(typeof(IOException))]
    public static void Snappy(byte[] input) => IronSnappy.Snappy.Decode(input);

    [MayThrow(typeof(InvalidOperationException))]
    public static void Png(byte[] input)
    {
        try
        {
            BigGustave.Png.Open(input);
        }
        catch (ArgumentException notPng) when (notPng.GetType() == typeof(ArgumentException))
        {
            // What does not begin as a PNG; exceptions derived from this one are not documented.
        }
    }

    [MayThrow(typeof(FormatException), typeof(EndOfStreamException))]
    public static void Midi(Stream input) => _ = new NAudio.Midi.MidiFile(input, strictChecking: false);

    [MayThrow(typeof(MetadataExtractor.ImageProcessingException), typeof(IOException))]
    public static void Picture(Stream input) => MetadataExtractor.ImageMetadataReader.ReadMetadata(input);

    [MayThrow(typeof(Cronos.CronFormatException), typeof(Cronos.MissingSeedException))]
    public static void Cron(string input) =>
        Cronos.CronExpression.Parse(input, Cronos.CronFormat.IncludeSeconds)
            .GetNextOccurrence(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    public static void Packet(byte[] input)
    {
        // The library leaves it to its callers that there is an Ethernet header.
        if (input.Length >= 14)
        {
            _ = PacketDotNet.Packet.ParsePacket(PacketDotNet.LinkLayers.Ethernet, input).ToString();
        }
    }

    [MayThrow(typeof(ArgumentException), typeof(EndOfStreamException))]
    public static void Elf(Stream input) => ELFSharp.ELF.ELFReader.Load(input, shouldOwnStream: true).Dispose();

    [MayThrow(typeof(InvalidOperationException))]
    public static void Image(byte[] input) => StbImageSharp.ImageResult.FromMemory(input);

    [MayThrow(typeof(MaxMind.Db.InvalidDatabaseException), typeof(MaxMind.Db.DeserializationException))]
    public static void GeoDatabase(Stream input)
    {
        using MaxMind.Db.Reader reader = new(input);
        reader.Find<Dictionary<string, object>>(System.Net.IPAddress.Parse("1.1.1.1"));
    }

    [MayThrow(typeof(FormatException), typeof(EndOfStreamException), typeof(MongoDB.Bson.BsonException))]
    public static void Bson(byte[] input) => MongoDB.Bson.Serialization.BsonSerializer.Deserialize<MongoDB.Bson.BsonDocument>(input);

    [MayThrow(typeof(SharpCompress.Common.SharpCompressException), typeof(NotSupportedException), typeof(EndOfStreamException))]
    public static void Archive(Stream input)
    {
        using SharpCompress.Readers.IReader reader = SharpCompress.Readers.ReaderFactory.OpenReader(input);
        while (reader.MoveToNextEntry())
        {
            reader.WriteEntryTo(Stream.Null);
        }
    }

    [MayThrow(typeof(ExCSS.ParseException))]
    public static void Css(string input) => new ExCSS.StylesheetParser().Parse(input);

    [MayThrow(typeof(NetTopologySuite.IO.ParseException))]
    public static void Geometry(byte[] input) => new NetTopologySuite.IO.WKBReader().Read(input);

    [MayThrow(typeof(System.Runtime.Serialization.SerializationException))]
    public static void Calendar(string input) => Ical.Net.Calendar.Load(input);
}
