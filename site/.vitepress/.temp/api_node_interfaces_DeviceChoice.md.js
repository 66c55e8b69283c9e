import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: DeviceChoice","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/DeviceChoice.md","filePath":"api/node/interfaces/DeviceChoice.md"}');
const _sfc_main = { name: "api/node/interfaces/DeviceChoice.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / DeviceChoice</p><h1 id="interface-devicechoice" tabindex="-1">Interface: DeviceChoice <a class="header-anchor" href="#interface-devicechoice" aria-label="Permalink to &quot;Interface: DeviceChoice&quot;">​</a></h1><p>A device as it is asked for.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./LiveDeviceOptions.html"><code>LiveDeviceOptions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="backend" tabindex="-1">backend? <a class="header-anchor" href="#backend" aria-label="Permalink to &quot;backend?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>backend?</strong>: <code>&quot;naudiodon&quot;</code> | <code>&quot;pulse&quot;</code> | <code>&quot;pipewire&quot;</code> | <code>&quot;alsa&quot;</code> | <code>&quot;ffmpeg&quot;</code></p></blockquote><p>The way to the device; it must work, or choosing fails with DEVICE.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">the first that works</span></span></code></pre></div><hr><h3 id="name" tabindex="-1">name? <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>name?</strong>: <code>string</code></p></blockquote><p>Id, name, or a part of a name that only one device has.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">the system</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;s default devic</span><span style="--shiki-light:#B31D28;--shiki-light-font-style:italic;--shiki-dark:#FDAEB7;--shiki-dark-font-style:italic;">e</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/DeviceChoice.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DeviceChoice = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DeviceChoice as default
};
