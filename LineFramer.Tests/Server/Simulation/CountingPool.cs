using System.Buffers;

namespace LineFraming.Tests.Server;

/// <summary>A pool of tiny blocks, which lines and answers cross, that counts the blocks not returned.</summary>
internal sealed class CountingPool(int blockSize) : MemoryPool<byte>
{
    public int Outstanding { get; private set; }

    public override int MaxBufferSize => blockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        Outstanding++;
        return new Block(this, Math.Max(minBufferSize, blockSize));
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block(CountingPool pool, int size) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = new byte[size];

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            pool.Outstanding -= _bytes is null ? 0 : 1;
            _bytes = null;
        }
    }
}
